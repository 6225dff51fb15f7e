import { elementAt } from '../../src/base/element-at.ts'
import type { ObservedCluster } from './observed-cluster.ts'
import type { Invariant } from './invariant.ts'
import type { ObservedServer } from './observed-server.ts'
import { entryName, however, letBe, thenMust } from './proof.ts'

/**
 * Leader Append-Only (Figure 3): a leader never overwrites or deletes entries in its log; it only appends.
 * Compaction moves the log's begin and is not meant; nor is a server that stopped leading in the same step.
 */
export class LeaderAppendOnly implements Invariant {
  readonly property = 'leader-append-only'
  readonly #cluster: ObservedCluster
  /** Step since which a server leads, by server. */
  readonly #leaderSince: number[]

  constructor(cluster: ObservedCluster) {
    this.#cluster = cluster
    this.#leaderSince = cluster.members.map(() => 0)
  }

  onTruncate(server: ObservedServer, from: number): void {
    if (!server.leadsOn) return
    const { step } = this.#cluster
    const { id, currentTerm: term, log } = server
    const replaced = (server.live?.log.lastIndex ?? 0) >= from
    const entry = entryName(from, log.termAt(from))
    const since = elementAt(this.#leaderSince, server.node)
    this.#cluster.violated({
      property: this.property,
      shape: replaced ? 'overwritten' : 'deleted',
      headline: `${id}, leader of term ${term}, ${replaced ? 'overwrote' : 'deleted'} ${entry} in its own log, which ended at index ${log.lastIndex}`,
      proof: [
        letBe(`${id} leads term ${term}`, since),
        letBe(`its log holds ${entry}`),
        thenMust('a leader only appends to its log (Leader Append-Only, Figure 3)'),
        however(
          `${entry} is ${replaced ? 'another entry' : 'gone'}, and ${id} still leads term ${term}`,
          step,
        ),
      ],
      facts: [
        { step: since, node: id, field: 'currentTerm' },
        { step, node: id, field: 'log', index: from },
      ],
    })
  }

  onLeader(server: ObservedServer): void {
    this.#leaderSince[server.node] = this.#cluster.step
  }
}
