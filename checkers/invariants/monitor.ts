import { elementAt } from '../../src/base/element-at.ts'
import type { NodeId } from '../../src/base/node-id.ts'
import type { LiveState } from '../../src/record/live-state.ts'
import type { Violation } from '../../src/record/verdict.ts'
import { createInvariants } from './catalogue.ts'
import { ObservedCluster } from './observed-cluster.ts'
import { type Counting, type InvariantCounts, type OnOccasion, zeroCounts } from './counts.ts'
import { DiskWatch, type DurableState } from './disk-watch.ts'
import { Hooks, type LogEnd, type MessageKind } from './invariant.ts'
import { MemoryWatch } from './memory-watch.ts'
import { isCount } from './well-formed.ts'

export type { InvariantCounts, Trigger as Occasion, OnOccasion } from './counts.ts'
export type { DurableState } from './disk-watch.ts'
export type { LogEnd, MessageKind } from './invariant.ts'

export interface MonitorOptions {
  readonly members: readonly NodeId[]
  /** Called for every breach at the step that shows it; what follows the first may be a consequence of it. */
  report(violation: Violation): void
  /** Property names to check; all when absent. */
  readonly only?: readonly string[]
  /** Told at moments worth a fault; see {@link Occasion}. */
  readonly onTrigger?: OnOccasion
}

/**
 * Checks Raft's invariants while a run goes on, at the very step that breaks one. Servers are ordinals into
 * `members`; `step` counts events from 1; `time` is virtual, in microseconds.
 *
 * How it is fed, for each event: `durable` if a disk changed, then the server handles the event (`sent` and
 * `executed` as they happen), then `observe`. `durable` is called once per server before the run begins,
 * with the empty disk, or never: majorities of disks are judged only when all disks are known. The monitor
 * reads `changedFrom` of the logs it is given and calls `markSeen`: it has to be the only one who does.
 *
 * An event that changes nothing costs a few comparisons; any other costs as much as it changed.
 */
export class InvariantMonitor {
  readonly #cluster: ObservedCluster
  readonly #hooks: Hooks
  readonly #memory: MemoryWatch
  readonly #disk: DiskWatch
  readonly #counts: Counting = zeroCounts()
  /** Highest term in which a server without a view was heard as leader, by server. */
  readonly #heardLeading: number[]
  readonly #watchesMatchIndex: boolean

  constructor(options: MonitorOptions) {
    const { members, only, onTrigger } = options
    this.#cluster = new ObservedCluster(members, (violation) => {
      options.report(violation)
    })
    this.#hooks = new Hooks(createInvariants(this.#cluster, only))
    this.#memory = new MemoryWatch(this.#cluster, this.#hooks, this.#counts, onTrigger)
    this.#disk = new DiskWatch(this.#cluster, this.#hooks)
    this.#heardLeading = members.map(() => 0)
    this.#watchesMatchIndex = this.#hooks.matchIndex.length > 0
  }

  /** What happened so far; live. */
  get counts(): InvariantCounts {
    return this.#counts
  }

  /**
   * An incarnation of the server begins: after start or restart. What it shows now was reloaded, not decided.
   * Without `live`, a subject that shows no state, only `sent` and `executed` say something about it.
   */
  started(node: number, live: LiveState | undefined, step: number, time: number): void {
    const server = this.#at(node, step, time)
    if (server === undefined) return
    server.incarnation++
    if (server.incarnation > 1) this.#counts.restarts++
    this.#memory.begin(server, live)
  }

  crashed(node: number, step: number, time: number): void {
    const server = this.#at(node, step, time)
    if (server === undefined) return
    this.#counts.crashes++
    server.live = undefined
    server.role = 'follower'
  }

  /** After each event that the server handled. Looks at the state given to {@link started}. */
  observe(node: number, step: number, time: number): void {
    const cluster = this.#cluster
    const server = cluster.servers[node]
    if (server === undefined) return
    const { live } = server
    if (live === undefined) return
    cluster.step = step
    cluster.time = time
    const { log } = live
    if (
      log.changedFrom !== Infinity ||
      live.commitIndex !== server.commitIndex ||
      live.lastApplied !== server.lastApplied ||
      live.currentTerm !== server.currentTerm ||
      live.role !== server.role ||
      server.awaitsLook ||
      live.stateDigest !== server.stateDigest ||
      live.votedFor !== server.votedFor ||
      log.lastIndex !== server.log.lastIndex ||
      log.firstIndex !== server.log.firstIndex
    ) {
      this.#memory.change(server, live)
    }
    if (server.role === 'leader' && this.#watchesMatchIndex) this.#memory.matches(server, live)
  }

  /** What the disk holds changed: a sync completed, or a crash settled what survived. Before `observe`. */
  durable(node: number, durable: DurableState, step: number, time: number): void {
    const server = this.#at(node, step, time)
    if (server !== undefined) this.#disk.follow(server, durable)
  }

  /**
   * A message as a server sends it. `candidate` of a `vote` is the server that is voted for; `claim` of a
   * `request-vote` is where it says that the sender's log ends. Pre-votes are of kind `other`: they are no votes.
   */
  sent(
    node: number,
    kind: MessageKind,
    term: number,
    granted: boolean,
    candidate: NodeId | undefined,
    step: number,
    time: number,
    claim?: LogEnd,
  ): void {
    const server = this.#at(node, step, time)
    if (server === undefined || kind === 'other') return
    if (!isCount(term)) {
      for (const hook of this.#hooks.malformed) hook.onMalformed(server, 'message', `a term of ${term}`)
      return
    }
    if (kind === 'vote' && granted && candidate !== undefined) {
      this.#cluster.votes.saw(term, server.id, candidate, step)
    } else if (kind === 'append' && server.live === undefined && term > elementAt(this.#heardLeading, node)) {
      this.#heardLeading[node] = term
      this.#memory.elected(server, term)
    }
    for (const hook of this.#hooks.sent) hook.onSent(server, kind, term, granted, candidate, claim)
  }

  /** The state machine really executed, and did not recognise as a duplicate, a request of a client session. */
  executed(
    node: number,
    index: number,
    client: string | number,
    sequence: number,
    step: number,
    time: number,
  ): void {
    const server = this.#at(node, step, time)
    if (server === undefined) return
    for (const hook of this.#hooks.executed) hook.onExecuted(server, index, client, sequence)
  }

  /** The state machine of the server begins from scratch, or from a snapshot: what it executed does not bind it. */
  reset(node: number): void {
    const server = this.#cluster.servers[node]
    if (server === undefined) return
    for (const hook of this.#hooks.reset) hook.onReset(server)
  }

  #at(node: number, step: number, time: number): ObservedCluster['servers'][number] | undefined {
    this.#cluster.step = step
    this.#cluster.time = time
    return this.#cluster.servers[node]
  }
}
