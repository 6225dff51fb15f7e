import type { LiveLog, LiveState } from '../../src/record/live-state.ts'
import type { ObservedCluster } from './observed-cluster.ts'
import type { Invariant } from './invariant.ts'
import type { MirroredLog } from './mirrored-log.ts'
import type { ObservedServer } from './observed-server.ts'
import { however, letBe, thenMust } from './proof.ts'

/** Entries that may appear in one step: a subject that shows more is wrong, and reading them would hang. */
const MAX_NEW_ENTRIES = 1_000_000

/** Whether a value can be an index or a term: a whole number from 0 on. */
export const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0

/** The first field of a log that no log can have; undefined when its outline is sound. */
export function malformedInLog(log: LiveLog, known: MirroredLog): string | undefined {
  if (!isCount(log.firstIndex) || log.firstIndex < 1) return 'firstIndex'
  if (!isCount(log.lastIndex) || log.lastIndex < log.firstIndex - 1) return 'lastIndex'
  const begin =
    log.firstIndex < known.firstIndex ? log.firstIndex - 1 : Math.max(known.lastIndex, log.firstIndex - 1)
  return log.lastIndex - begin > MAX_NEW_ENTRIES ? 'lastIndex' : undefined
}

/** The first field of a server's memory that no Raft state can have. */
export function malformedInMemory(live: LiveState, known: MirroredLog): string | undefined {
  if (live.role !== 'follower' && live.role !== 'candidate' && live.role !== 'leader') return 'role'
  if (!isCount(live.currentTerm)) return 'currentTerm'
  if (live.votedFor !== null && typeof live.votedFor !== 'string') return 'votedFor'
  if (!isCount(live.commitIndex)) return 'commitIndex'
  if (!isCount(live.lastApplied)) return 'lastApplied'
  return malformedInLog(live.log, known)
}

/**
 * What a server shows is a Raft state at all: indexes and terms are whole numbers from 0 on, the log has no
 * holes, its end does not lie before its begin. Everything else is only looked at when this holds.
 */
export class WellFormed implements Invariant {
  readonly property = 'well-formed'
  readonly #cluster: ObservedCluster

  constructor(cluster: ObservedCluster) {
    this.#cluster = cluster
  }

  onMalformed(server: ObservedServer, field: string, seen: string): void {
    const { step } = this.#cluster
    const { id } = server
    this.#cluster.violated({
      property: this.property,
      shape: field,
      headline: `${id} shows ${field} = ${seen}, which no Raft state can have`,
      proof: [
        letBe(`${id} shows its state`, step),
        thenMust('terms and indexes are whole numbers from 0 on, and the log is one piece (Figure 2)'),
        however(`${field} is ${seen}`, step),
      ],
      facts: [{ step, node: id, field }],
    })
  }
}
