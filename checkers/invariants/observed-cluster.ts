import type { NodeId } from '../../src/base/node-id.ts'
import type { Clause, Fact, Violation } from '../../src/record/verdict.ts'
import { CommittedLedger } from './committed-ledger.ts'
import { ObservedServer } from './observed-server.ts'
import { VoteRecord } from './vote-record.ts'

/** A breach as an invariant states it; when it happened is known to the cluster. */
export interface Breach {
  readonly property: string
  readonly shape: string
  readonly headline: string
  readonly proof: readonly Clause[]
  readonly facts: readonly Fact[]
}

/** Everything the invariants share: the servers as last seen, what is committed, and the moment. */
export class ObservedCluster {
  readonly members: readonly NodeId[]
  /** Servers that make a majority. */
  readonly majority: number
  readonly servers: readonly ObservedServer[]
  readonly ledger = new CommittedLedger()
  readonly votes = new VoteRecord()
  /** The step being looked at, and its virtual time in microseconds. */
  step = 0
  time = 0
  /** Servers whose disk is known; statements about majorities of disks need all of them. */
  disksKnown = 0
  readonly #report: (violation: Violation) => void

  constructor(members: readonly NodeId[], report: (violation: Violation) => void) {
    this.members = members
    this.majority = Math.floor(members.length / 2) + 1
    this.servers = members.map((id, node) => new ObservedServer(node, id, members.length))
    this.#report = report
  }

  server(node: number): ObservedServer | undefined {
    return this.servers[node]
  }

  /** Name of a server by its ordinal. */
  nameOf(node: number): NodeId {
    return this.members[node] ?? `server ${node}`
  }

  violated(breach: Breach): void {
    this.#report({
      property: breach.property,
      shape: breach.shape,
      step: this.step,
      time: this.time,
      headline: breach.headline,
      proof: breach.proof,
      facts: breach.facts,
    })
  }
}
