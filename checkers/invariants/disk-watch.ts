import type { NodeId } from '../../src/base/node-id.ts'
import type { LiveLog } from '../../src/record/live-state.ts'
import type { ObservedCluster } from './observed-cluster.ts'
import type { CommittedEntry } from './committed-ledger.ts'
import type { Hooks } from './invariant.ts'
import { digestIn, type MirroredLog } from './mirrored-log.ts'
import type { ObservedServer } from './observed-server.ts'
import { isCount, malformedInLog } from './well-formed.ts'

/** What a server's disk holds for certain, looked at in place; the log is not the one in memory. */
export interface DurableState {
  readonly currentTerm: number
  readonly votedFor: NodeId | null
  readonly log: LiveLog
}

/** Follows the disks: which entries survive a crash of their server, and which are lost from one. */
export class DiskWatch {
  readonly #cluster: ObservedCluster
  readonly #hooks: Hooks

  constructor(cluster: ObservedCluster, hooks: Hooks) {
    this.#cluster = cluster
    this.#hooks = hooks
  }

  follow(server: ObservedServer, durable: DurableState): void {
    const { log } = durable
    const field = isCount(durable.currentTerm) ? malformedInLog(log, server.durable) : 'currentTerm'
    if (field !== undefined) {
      for (const hook of this.#hooks.malformed)
        hook.onMalformed(server, 'durable', `a state with a wrong ${field}`)
      return
    }
    if (!server.diskKnown) {
      server.diskKnown = true
      this.#cluster.disksKnown++
    }
    server.durableTerm = durable.currentTerm

    const known = server.durable
    const difference = known.firstDifference(log)
    if (difference <= known.lastIndex || log.firstIndex < known.firstIndex)
      this.#replace(server, log, difference)
    else {
      if (log.firstIndex > known.lastIndex + 1) known.restartAt(log.firstIndex, -1)
      read(known, log)
      if (log.firstIndex > known.firstIndex) known.compactTo(log.firstIndex, known.termAt(log.firstIndex - 1))
    }
    if (log.changedFrom !== Infinity) log.markSeen()
  }

  /** The disk holds less, or other, than before: asks for each committed entry that it held. */
  #replace(server: ObservedServer, log: LiveLog, difference: number): void {
    const known = server.durable
    const held = this.#committedFrom(known, log.firstIndex < known.firstIndex ? log.firstIndex : difference)
    if (log.firstIndex < known.firstIndex || log.firstIndex > known.lastIndex + 1)
      known.restartAt(log.firstIndex, -1)
    else {
      known.cutFrom(difference)
      if (log.firstIndex > known.firstIndex) known.compactTo(log.firstIndex, known.termAt(log.firstIndex - 1))
    }
    read(known, log)
    for (const committed of held) {
      if (known.holds(committed.index, committed.term)) continue
      for (const hook of this.#hooks.durableLoss) hook.onDurableLoss(server, committed)
    }
  }

  /** The committed entries from an index on that the disk holds, in the order of their indexes. */
  #committedFrom(known: MirroredLog, from: number): CommittedEntry[] {
    const { ledger } = this.#cluster
    const held: CommittedEntry[] = []
    if (ledger.highest === undefined || ledger.highest.index < from) return held
    for (let entry = ledger.latest; entry !== undefined && entry.index >= from; entry = entry.earlier) {
      if (known.holds(entry.index, entry.term)) held.push(entry)
    }
    return held.reverse()
  }
}

/** Reads what is behind the mirror's end. A disk may have a hole after a crash: the log ends before it. */
function read(known: MirroredLog, log: LiveLog): void {
  for (let index = known.lastIndex + 1; index <= log.lastIndex; index++) {
    const term = log.termAt(index)
    if (!isCount(term)) return
    known.append(term, digestIn(log, index))
  }
}
