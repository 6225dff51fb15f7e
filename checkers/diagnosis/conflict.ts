import { entryText, reason, type Diagnosis, type Found } from './diagnosis.ts'
import { ofOlderTerm } from './loss.ts'
import { appendOf } from './raft-message.ts'
import type { ServerTimeline } from './server-timeline.ts'
import type { Timeline } from './timeline.ts'

const RULE_OF_CONFLICTS =
  'where an entry conflicts with a new one, a follower deletes it and all that follow it (Figure 2, AppendEntries 3; §5.3)'
export const RULE_OF_PREVIOUS =
  'a follower refuses entries unless its log has the entry before them, of the term the leader says (Figure 2, AppendEntries 2; §5.3)'

/**
 * What a server did wrong with one message of entries: it kept an entry that conflicts with a new one, or it appended behind
 * another entry than the leader has. Only of a message that it took: its log, its commit or what its leader counts moved.
 */
export function conflictAt(timeline: Timeline, server: ServerTimeline, step: number): Found {
  const message = timeline.delivered(step)
  const append = message === undefined ? undefined : appendOf(message.body)
  if (message === undefined || append === undefined) return undefined
  const { from, sentIn } = message
  const got = reason(`${server.id} gets from ${from}: ${message.text}`, step)
  const grew = append.entries.some(
    (one) =>
      server.termAt(one.index, step) === one.term &&
      server.termAt(one.index, step - 1) !== one.term &&
      !server.isCompacted(one.index, step),
  )
  if (grew && append.term < (server.currentTerm.at(step - 1) ?? 0))
    return ofOlderTerm(server, append.term, from, [got], step)
  const kept = append.entries.find((one) => differs(server, one.index, one.term, step))
  if (kept !== undefined && (grew || isTaken(timeline, server, from, kept.index, step))) {
    const own = server.termAt(kept.index, step) ?? 0
    const found: Diagnosis = {
      cause: 'conflicting-entry-kept',
      rule: RULE_OF_CONFLICTS,
      headline: `${server.id} kept ${entryText(kept.index, own)} where ${from} had sent it ${entryText(kept.index, kept.term)}`,
      because: [
        reason(`${server.id} has ${entryText(kept.index, own)}`, heldSince(server, kept.index, step)),
        got,
        reason(`${server.id} takes the message and still has ${entryText(kept.index, own)}`, step),
      ],
      quorums: [],
    }
    return found
  }
  const { previous } = append
  if (!grew || !differs(server, previous.index, previous.term, step - 1)) return undefined
  const own = server.termAt(previous.index, step - 1) ?? 0
  return {
    cause: 'appended-behind-another-entry',
    rule: RULE_OF_PREVIOUS,
    headline: `${server.id} appended what ${from} sent to follow ${entryText(previous.index, previous.term)} behind its own ${entryText(previous.index, own)}`,
    because: [
      reason(`${server.id} has ${entryText(previous.index, own)}`, heldSince(server, previous.index, step)),
      reason(`${from} sends: ${message.text}`, sentIn),
      reason(`${server.id} appends it`, step),
    ],
    quorums: [],
  }
}

const differs = (server: ServerTimeline, index: number, term: number, step: number): boolean => {
  if (server.isCompacted(index, step)) return false
  const own = server.termAt(index, step)
  return own !== undefined && own !== term
}

const heldSince = (server: ServerTimeline, index: number, step: number): number =>
  server.changesAt(index).findLast((at) => at <= step) ?? step

/** Whether it took the message for good: it went on to commit the index in that step, or its leader came to count it. */
function isTaken(
  timeline: Timeline,
  server: ServerTimeline,
  from: string,
  index: number,
  step: number,
): boolean {
  const before = server.commitIndex.at(step - 1) ?? 0
  if (before < index && (server.commitIndex.at(step) ?? 0) >= index) return true
  const leader = timeline.server(from)
  if (leader === undefined) return false
  const term = server.termAt(index, step)
  // it may answer later, once its disk has what it wrote
  return timeline.messages.some(
    (message) =>
      message.from === server.id &&
      message.to === from &&
      message.sentIn >= step &&
      server.termAt(index, message.sentIn) === term &&
      message.arrivals.some(
        (at) =>
          (leader.matchIndex.at(at)?.[server.id] ?? -1) >= index &&
          (leader.matchIndex.at(at - 1)?.[server.id] ?? Infinity) < index,
      ),
  )
}

/** The first message with which a server came to have another entry than its leader at an index, up to `until`. */
export function firstConflict(timeline: Timeline, server: ServerTimeline, until: number): Found {
  for (const { step, node, kind } of timeline.steps) {
    if (step > until) return undefined
    if (kind !== 'deliver' || node !== server.id) continue
    const found = conflictAt(timeline, server, step)
    if (found !== undefined) return found
  }
  return undefined
}
