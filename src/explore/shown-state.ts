import type { NodeId } from '../base/node-id.ts'
import type { LiveLog, LiveState } from '../record/live-state.ts'
import { settledMembers, type SettledMembers } from '../run/same-members.ts'
import type { Process } from '../sim/process.ts'

/** A log as a copy: terms and digests from `firstIndex` on. */
export interface ShownLog {
  readonly firstIndex: number
  /** Term of the entry before the first; -1: not known. */
  readonly baseTerm: number
  readonly terms: readonly number[]
  readonly digests: readonly number[]
}

/** What a server shows of itself after an event. */
export interface ShownState {
  readonly leads: boolean
  readonly currentTerm: number
  readonly votedFor: NodeId | null
  /** Whether all that it wrote is durable: a vote that is not may be forgotten in a crash, as long as nobody was told of it. */
  readonly isSynced: boolean
  readonly commitIndex: number
  readonly log: ShownLog
  /** What its disk holds; undefined: nobody knows. */
  readonly durable: ShownLog | undefined
  /** Undefined as in {@link settledMembers}. */
  readonly settled: SettledMembers | undefined
}

/** A copy of what the server shows; undefined: it shows nothing. */
export function shownBy({ live, mirror, disk }: Process): ShownState | undefined {
  if (live === undefined) return undefined
  const { role, currentTerm, votedFor, commitIndex } = live as LiveState
  const log = copied(live.log)
  const durable = mirror === undefined ? undefined : copied(mirror.log)
  const isSynced = disk.unsynced === 0
  return {
    leads: role === 'leader',
    currentTerm,
    votedFor,
    isSynced,
    commitIndex,
    log,
    durable,
    settled: settledMembers(live),
  }
}

function copied(log: LiveLog): ShownLog {
  const { firstIndex, lastIndex } = log
  const terms: number[] = []
  const digests: number[] = []
  for (let index = firstIndex; index <= lastIndex; index++) {
    terms.push(log.termAt(index))
    digests.push(log.digestAt(index))
  }
  return { firstIndex, baseTerm: log.termAt(firstIndex - 1), terms, digests }
}

export const lastIndexOf = ({ firstIndex, terms }: ShownLog): number => firstIndex + terms.length - 1

/** Term of the last entry; -1: not known, as it was compacted away. */
export const lastTermOf = ({ terms, baseTerm }: ShownLog): number => terms.at(-1) ?? baseTerm

/** Whether the log has this very entry; true for one that was compacted away, which nobody can compare. */
export function holds(log: ShownLog, index: number, term: number, digest: number): boolean {
  const at = index - log.firstIndex
  return at < 0 || (log.terms[at] === term && sameDigest(log.digests[at], digest))
}

/** Of an entry of which nothing is known but its term. */
export const ANY_DIGEST = -1

export const sameDigest = (one: number | undefined, other: number): boolean =>
  one === other || one === ANY_DIGEST || (other === ANY_DIGEST && one !== undefined)

/** Whether two servers have applied the same log, and take other servers for members. */
export const membersDiffer = (one: SettledMembers, other: SettledMembers): boolean =>
  one.log === other.log && one.members !== other.members

export const sameSettled = (one: SettledMembers | undefined, other: SettledMembers | undefined): boolean =>
  one?.log === other?.log && one?.members === other?.members

export const sameLog = (one: ShownLog | undefined, other: ShownLog | undefined): boolean =>
  one === other || (one !== undefined && other !== undefined && isSame(one, other))

const isSame = (one: ShownLog, other: ShownLog): boolean =>
  one.firstIndex === other.firstIndex &&
  one.terms.length === other.terms.length &&
  one.terms.every((term, at) => term === other.terms[at] && one.digests[at] === other.digests[at])

/**
 * Log Matching (Figure 3): where two logs share an entry of one index and term, they are equal up to it, as far as both
 * still hold what was before.
 */
export function logsMatch(one: ShownLog, other: ShownLog): boolean {
  const first = Math.max(one.firstIndex, other.firstIndex)
  let shared = false
  for (let index = Math.min(lastIndexOf(one), lastIndexOf(other)); index >= first; index--) {
    const term = one.terms[index - one.firstIndex]
    const digest = one.digests[index - one.firstIndex]
    const isSame =
      term === other.terms[index - other.firstIndex] && digest === other.digests[index - other.firstIndex]
    if (shared && !isSame) return false
    if (term !== other.terms[index - other.firstIndex]) continue
    if (!isSame) return false
    shared = true
  }
  return true
}
