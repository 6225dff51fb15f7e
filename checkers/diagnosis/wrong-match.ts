import type { NodeId } from '../../src/base/node-id.ts'
import { entryText, reason, withoutQuorums, type Found } from './diagnosis.ts'
import { RULE_OF_PREVIOUS } from './conflict.ts'
import { acknowledgedIn, appendOf, type AppendBody } from './raft-message.ts'
import type { ServerTimeline } from './server-timeline.ts'
import type { Timeline } from './timeline.ts'

export const RULE_OF_MATCH =
  'a leader takes a follower to have what that acknowledged in its term: prevLogIndex and the entries of the request (§5.3; Figure 2, Leaders)'

/** An AppendEntries that reached a follower. */
interface Arrival {
  readonly body: AppendBody
  readonly step: number
  readonly sentIn: number
  readonly text: string
}

/** Why a leader takes a follower to have an entry at an index, by the answer that raised its matchIndex so far; undefined when rightly. */
export function wrongMatch(
  timeline: Timeline,
  leader: ServerTimeline,
  peer: NodeId,
  index: number,
  until: number,
): Found {
  const matched = (step: number): number => leader.matchIndex.at(step)?.[peer] ?? -1
  const raised = leader.matchIndex.steps.findLast(
    (step) => step <= until && matched(step) >= index && matched(step - 1) < index,
  )
  const message = raised === undefined ? undefined : timeline.delivered(raised)
  const answer = message === undefined ? undefined : acknowledgedIn(message.body)
  if (raised === undefined || message === undefined || message.from !== peer || answer === undefined)
    return undefined
  const got = reason(`${leader.id} gets from ${peer}: ${message.text}`, raised)
  const set = reason(`${leader.id} sets its matchIndex for ${peer} to ${matched(raised)}`, raised)
  const term = leader.currentTerm.at(raised) ?? 0
  if (answer.term < term)
    return withoutQuorums(
      'acknowledgement-of-an-earlier-term-counted',
      RULE_OF_MATCH,
      `${leader.id}, leader of term ${term}, counted for index ${index} what ${peer} acknowledged in term ${answer.term}`,
      [reason(`${peer} sends it in term ${answer.term}`, message.sentIn), got, set],
    )
  if (answer.index < index)
    return withoutQuorums(
      'matched-more-than-was-acknowledged',
      RULE_OF_MATCH,
      `${leader.id} took ${peer} to have index ${matched(raised)} on an answer that acknowledges index ${answer.index}`,
      [got, set],
    )
  return wronglyAccepted(timeline, leader, peer, { ...answer, sentIn: message.sentIn })
}

/** What the follower acknowledged that it was not sent, or without having the entry before it. */
function wronglyAccepted(
  timeline: Timeline,
  leader: ServerTimeline,
  peer: NodeId,
  { index, term, sentIn }: { readonly index: number; readonly term: number; readonly sentIn: number },
): Found {
  const sent = appendsTo(timeline, leader.id, peer, sentIn)
  const follower = timeline.server(peer)
  if (sent === undefined || follower === undefined) return undefined
  const ofTerm = sent.filter(({ body }) => body.term === term)
  const reach = (body: AppendBody): number => body.previous.index + body.entries.length
  const most = ofTerm.reduce((far, { body }) => Math.max(far, reach(body)), 0)
  if (most < index)
    return withoutQuorums(
      'acknowledged-more-than-it-was-sent',
      'a follower vouches for prevLogIndex and the entries of the request only: what stands behind may be of another leader (§5.3)',
      `${peer} acknowledged index ${index}, and ${leader.id} had sent it nothing of term ${term} behind index ${most}`,
      [
        ...ofTerm
          .slice(-1)
          .map(({ step }) => reason(`${peer} gets: ${timeline.step(step)?.text ?? ''}`, step)),
        reason(`${peer} acknowledges index ${index}`, sentIn),
      ],
    )
  const asked = ofTerm.findLast(({ body }) => reach(body) === index)
  if (asked === undefined) return undefined
  const { previous } = asked.body
  const end = leader.lastIndex.at(asked.sentIn)
  // it says so itself, or its log does
  if (previous.term < 0 || (end !== undefined && previous.index > end))
    return withoutQuorums(
      'append-behind-no-entry',
      'nextIndex begins at the last index of the leader’s log + 1: what a request follows is an entry of the leader (Figure 2, "Volatile state on leaders")',
      `${leader.id}, whose log ends at index ${end ?? previous.index - 1}, asked ${peer} to append behind index ${previous.index}`,
      [reason(`it sends: ${asked.text}`, asked.sentIn), reason(`${peer} accepts`, asked.step)],
    )
  const own = follower.termAt(previous.index, asked.step - 1)
  if (!timeline.showsLogs || follower.isCompacted(previous.index, asked.step) || own === previous.term)
    return undefined
  const has = own === undefined ? `nothing at index ${previous.index}` : entryText(previous.index, own)
  return withoutQuorums(
    'accepted-without-the-entry-before',
    RULE_OF_PREVIOUS,
    `${peer}, which has ${has}, accepted what follows ${entryText(previous.index, previous.term)}`,
    [
      reason(`${peer} gets: ${timeline.step(asked.step)?.text ?? ''}`, asked.step),
      reason(`${peer} has ${has}`, asked.step - 1),
      reason(`it acknowledges index ${index}`, sentIn),
    ],
  )
}

/** The AppendEntries that had reached a follower; undefined where one could not be read. */
function appendsTo(
  timeline: Timeline,
  from: NodeId,
  to: NodeId,
  until: number,
): readonly Arrival[] | undefined {
  const arrivals: Arrival[] = []
  for (const message of timeline.sentBetween(0, until)) {
    if (message.from !== from || message.to !== to) continue
    const body = appendOf(message.body)
    for (const step of message.arrivals)
      if (step <= until && body !== undefined)
        arrivals.push({ body, step, sentIn: message.sentIn, text: message.text })
  }
  return arrivals.length === 0 ? undefined : arrivals.sort((one, other) => one.step - other.step)
}
