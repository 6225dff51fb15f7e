import type { NodeId } from '../../src/base/node-id.ts'
import { decidersOf, isMajority, membersOf } from './majority.ts'
import { appendOf, isSnapshot } from './raft-message.ts'
import type { Members, ServerTimeline } from './server-timeline.ts'
import type { Timeline } from './timeline.ts'

/** The commit of an entry, where it was first seen. */
export interface Commit {
  readonly index: number
  readonly term: number
  readonly server: ServerTimeline
  readonly step: number
  /** `currentTerm` of that server. */
  readonly inTerm: number
  /** It led that term before the step and after it, so the commit is its own. */
  readonly byLeader: boolean
  readonly members: Members
  /** Whom the leader counted: who it knew to have the entry, itself among them. */
  readonly counted: readonly NodeId[]
  /** Whether it showed its `matchIndex`: else `counted` are those who had the entry and had told it something since. */
  readonly showsMatch: boolean
  /** It showed its `matchIndex`, and that counts no majority. */
  readonly matchesTooFew: boolean
  /** The deciders whose logs have it, or may have it behind a snapshot. */
  readonly holders: readonly NodeId[]
  /** The highest index it committed in that step, which is what it counted for. */
  readonly upTo: number
}

/** The commit of an entry by the first server that was seen to have it committed; a leader's own goes before. */
export function commitOf(
  timeline: Timeline,
  index: number,
  term: number,
  until = Infinity,
): Commit | undefined {
  let first: Commit | undefined
  for (const server of timeline.servers) {
    const step = server.commitIndex.steps.find(
      (at) => at <= until && (server.commitIndex.at(at) ?? 0) >= index && server.termAt(index, at) === term,
    )
    if (step === undefined) continue
    const commit = commitAt(timeline, server, index, term, step)
    const better =
      first === undefined || (commit.byLeader === first.byLeader ? step < first.step : commit.byLeader)
    if (better) first = commit
  }
  return first
}

export function commitAt(
  timeline: Timeline,
  server: ServerTimeline,
  index: number,
  term: number,
  step: number,
): Commit {
  const inTerm = server.currentTerm.at(step) ?? 0
  const led = server.role.at(step - 1) === 'leader' && server.currentTerm.at(step - 1) === inTerm
  const byLeader = led && (server.role.at(step) === 'leader' || leftByOwnCommit(timeline, server, step))
  const members = membersOf(timeline, server, step)
  const deciders = decidersOf(members)
  // who leads no more shows none: what it had before is not more than it counted
  const match =
    server.matchIndex.at(step) ?? (byLeader ? server.matchIndex.at(step - 1) : undefined) ?? undefined
  const among = (has: (one: ServerTimeline) => boolean): readonly NodeId[] =>
    timeline.servers
      .filter((one) => deciders.includes(one.id) && (one === server || has(one)))
      .map(({ id }) => id)
  const matched = match && among(({ id }) => (match[id] ?? -1) >= index)
  // a `matchIndex` that is shown later than it is counted, or not of all, is no count
  const showsMatch = matched !== undefined && isMajority(matched, members)
  const held = (one: ServerTimeline): boolean => {
    const since = one.firstHeld(index, term)
    return since !== undefined && timeline.told(one.id, server.id, since, step)
  }
  return {
    ...{ index, term, server, step, inTerm, byLeader, members, showsMatch },
    matchesTooFew: matched !== undefined && !showsMatch,
    counted: showsMatch ? matched : among(held),
    holders: among((one) => one.holds(index, term, step) !== false),
    upTo: server.commitIndex.at(step) ?? index,
  }
}

/** A leader that its own commit leaves without a vote steps down in that step, and in its term; no other leader told it to. */
function leftByOwnCommit(timeline: Timeline, { id, role, members }: ServerTimeline, step: number): boolean {
  const told = timeline.delivered(step)
  const others = members.at(step)?.voters.includes(id) === false
  return (
    others &&
    role.at(step) === 'follower' &&
    (told === undefined || !(appendOf(told.body) ?? isSnapshot(told.body)))
  )
}

/**
 * Whether the leader counted for an entry of an earlier term (§5.4.2): the last entry it committed in the step is not of its
 * own term, and it led that term before.
 */
export const countedOldTerm = ({ byLeader, server, upTo, step, inTerm }: Commit): boolean => {
  const last = server.termAt(upTo, step)
  return byLeader && last !== undefined && last > 0 && last < inTerm
}
