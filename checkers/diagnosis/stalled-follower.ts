import { least } from '../../src/base/extremes.ts'
import type { NodeId } from '../../src/base/node-id.ts'
import { endText, entryText, listed, reason, withoutQuorums, type Found, type Reason } from './diagnosis.ts'
import { LOOP, mayHaveAnswered, oftenText, type Exchange } from './exchanges.ts'
import { decidersOf, isMajority, membersOf } from './majority.ts'
import { appendOf } from './raft-message.ts'
import { noEnd, type ServerTimeline } from './server-timeline.ts'
import { isStill, type Stretch } from './stretch.ts'
import { RULE_OF_MATCH } from './wrong-match.ts'
import type { Timeline } from './timeline.ts'

/** A leader, one of its followers, and what passed between them. */
interface Pair {
  readonly timeline: Timeline
  readonly stretch: Stretch
  readonly leader: ServerTimeline
  readonly term: number
  readonly follower: ServerTimeline
  /** What the leader asked it to append. */
  readonly appends: readonly Exchange[]
}

/** Why the servers do not come to agree under a leader that leads all the time. */
export function stalledFollower(
  timeline: Timeline,
  stretch: Stretch,
  leader: ServerTimeline,
  exchanges: readonly Exchange[],
): Found {
  const term = leader.currentTerm.at(stretch.until) ?? 0
  const members = decidersOf(membersOf(timeline, leader, stretch.until))
  const pairs = timeline.servers
    .filter((server) => server !== leader && members.includes(server.id))
    .map((follower): Pair => {
      const appends = exchanges.filter(
        ({ what, asker, asked }) => what === 'append' && asker === leader.id && asked === follower.id,
      )
      return { timeline, stretch, leader, term, follower, appends }
    })
  for (const way of [refusesAgain, getsNothing, doesNotCommit])
    for (const pair of pairs) {
      const found = way(pair)
      if (found !== undefined) return found
    }
  return heldNotCommitted(timeline, stretch, leader, pairs) ?? notApplied(timeline, stretch)
}

/** The follower refuses what the leader asks it to append, and both stay where they are. */
function refusesAgain(pair: Pair): Found {
  const { timeline, leader, term, follower, appends, stretch } = pair
  if (!lags(pair)) return undefined
  const refused = appends.filter(({ answer }) => answer?.granted === false)
  if (refused.length < LOOP) return undefined
  const refusal = (
    one: Exchange,
  ): { readonly step: number; readonly newer: boolean; readonly held: boolean } => {
    const step = one.answer?.step ?? one.at
    const previous = appendOf(one.request.body)?.previous
    return {
      step,
      newer: (follower.currentTerm.at(step) ?? 0) > (one.term ?? Infinity),
      held: previous !== undefined && follower.termAt(previous.index, step - 1) === previous.term,
    }
  }
  const told = refused.map(refusal)
  const end = follower.endAt(stretch.until)
  if (end === undefined) return undefined
  const asks = refused.map(({ request }) => appendOf(request.body)?.previous)
  const asked = asks.at(-1)
  const last = told.at(-1)
  if (asked === undefined || last === undefined) return undefined
  const often = oftenText(
    timeline,
    refused.map(({ at }) => at),
  )
  const behind =
    asked.index === 0 ? 'from the first entry on' : `behind ${entryText(asked.index, asked.term)}`
  const loop = reason(
    `${leader.id}, leader of term ${term}, asks ${follower.id} to append ${behind}, ${often}: refused each time`,
    last.step,
  )
  const log = reason(`the log of ${follower.id} ends at ${endText(end)} all the while`, stretch.until)
  if (told.every(({ newer }) => newer))
    return withoutQuorums(
      'newer-term-not-taken-over',
      'a server that hears of a newer term takes it over, and a leader then leads no more (§5.1; Figure 2, All Servers)',
      `${follower.id}, in term ${follower.currentTerm.at(last.step) ?? 0}, refuses ${leader.id}, which leads the older term ${term} and goes on leading`,
      [loop],
    )
  if (!follower.currentTerm.isEmpty && told.every(({ held, newer }) => held && !newer))
    return withoutQuorums(
      'matching-entries-refused',
      'a follower refuses entries only where its log lacks the entry before them; before the first there is none (Figure 2, AppendEntries 2; §5.3)',
      `${follower.id} refuses what ${leader.id} sends ${behind} again and again, although ${asked.index === 0 ? 'nothing stands before it' : 'its log has that entry'}`,
      [loop, log],
    )
  // as the leader appends it may ask behind later entries: never behind earlier ones
  const stays = asks.every(
    (one, position) => position === 0 || (one?.index ?? 0) >= (asks[position - 1]?.index ?? 0),
  )
  if (!stays || told.some(({ held, newer }) => held || newer)) return undefined
  const matched = leader.matchIndex.at(stretch.until)?.[follower.id] ?? 0
  if (matched > end.index)
    return withoutQuorums(
      'matched-more-than-was-acknowledged',
      RULE_OF_MATCH,
      `${leader.id} takes ${follower.id} to have index ${matched}, and its log ends at ${endText(end)}: it asks ${behind} again and again`,
      [loop, log],
    )
  const next = leader.nextIndex.at(stretch.until)?.[follower.id]
  return withoutQuorums(
    'next-index-does-not-go-back',
    'after a refusal the leader sets nextIndex back and asks again, until the logs match (§5.3; Figure 2, Leaders)',
    `${leader.id} sends ${follower.id} AppendEntries ${behind} again and again, and ${follower.id}, whose log ends at ${endText(end)}, refuses each: nextIndex does not go back`,
    [
      loop,
      log,
      ...(next === undefined
        ? []
        : [reason(`${leader.id} has nextIndex ${next} for ${follower.id} all the while`, stretch.until)]),
    ],
  )
}

/** The follower lacks entries, and the leader does not send them, or is not answered. */
function getsNothing(pair: Pair): Found {
  const { timeline, leader, term, follower, appends, stretch } = pair
  if (!lags(pair) || stretch.millis < SILENCE) return undefined
  const wanted = leader.endAt(stretch.from)
  // what it has beyond the leader's log it may keep, as long as nothing conflicts with it
  if (wanted === undefined || follower.holds(wanted.index, wanted.term, stretch.until) !== false)
    return undefined
  const ends = reason(
    `the log of ${follower.id} ends at ${endText(follower.endAt(stretch.until) ?? noEnd)}, that of ${leader.id} at ${endText(leader.endAt(stretch.until) ?? noEnd)}`,
    stretch.until,
  )
  const rule = 'a leader sends a follower AppendEntries again and again, until that has all entries (§5.3)'
  const sent = timeline.messages.filter(
    ({ from, to, sentIn }) => from === leader.id && to === follower.id && sentIn >= stretch.from,
  )
  if (sent.length === 0)
    return withoutQuorums(
      'leader-sends-nothing',
      rule,
      `${leader.id}, leader of term ${term}, sends ${follower.id} nothing for ${Math.round(stretch.millis)} ms, although that lacks entries`,
      [ends, reason(`the last message of ${leader.id} to ${follower.id} is from before`, stretch.from)],
    )
  if (appends.length < LOOP || sent.length > appends.length + LOOP) return undefined
  const often = oftenText(
    timeline,
    appends.map(({ at }) => at),
  )
  const asks = (how: string): Reason =>
    reason(`${leader.id} sends ${follower.id} AppendEntries ${often}: ${how}`, appends.at(-1)?.at)
  if (
    appends.every(({ answer }) => answer === undefined) &&
    !mayHaveAnswered(timeline, stretch, { asker: leader.id, asked: follower.id })
  )
    return withoutQuorums(
      'append-not-answered',
      'a follower answers each AppendEntries of its term, and refuses what it cannot take (Figure 2, AppendEntries)',
      `${follower.id} leaves what ${leader.id} asks it to append unanswered`,
      [asks('none is answered'), ends],
    )
  if (appends.filter(({ answer }) => answer?.granted === true).length < LOOP) return undefined
  const carried = appends.map(({ request }) => appendOf(request.body)?.entries.length ?? 1)
  if (carried.some((entries) => entries > 0) || appends.some(({ answer }) => answer?.granted === false))
    return undefined
  return withoutQuorums(
    'missing-entries-never-sent',
    rule,
    `${leader.id}, leader of term ${term}, sends ${follower.id} heartbeats, and never again the entries that it lacks`,
    [asks('none holds an entry, and none is refused'), ends],
  )
}

/** The follower has the entries and is told up to where they are committed, and its commitIndex stays. */
function doesNotCommit({ timeline, leader, follower, appends, stretch }: Pair): Found {
  const [own, known] = [follower.commitIndex.at(stretch.until), leader.commitIndex.at(stretch.from)]
  if (own === undefined || known === undefined || own >= known) return undefined
  if (!isStill(follower.commitIndex, stretch) || (follower.lastIndex.at(stretch.from) ?? 0) <= own)
    return undefined
  const accepted = appends.filter(({ answer }) => answer?.granted === true)
  const told = accepted.map(({ request }) => appendOf(request.body)?.commit)
  if (accepted.length < LOOP || told.some((commit) => commit === undefined)) return undefined
  const often = oftenText(
    timeline,
    accepted.map(({ at }) => at),
  )
  const stays = reason(
    `${follower.id} has commitIndex ${own} all the while, and its log ends at ${follower.lastIndex.at(stretch.until) ?? 0}`,
    stretch.until,
  )
  const last = accepted.at(-1)?.at
  const lowest = least(told.map((commit) => commit ?? 0))
  if (lowest > own)
    return withoutQuorums(
      'leader-commit-not-taken-over',
      'a follower sets commitIndex to what the leader has committed, as far as its log reaches (Figure 2, AppendEntries 5)',
      `${follower.id} accepts what ${leader.id} sends, which says that ${lowest} is committed, and leaves its commitIndex at ${own}`,
      [reason(`${leader.id} tells ${follower.id} commitIndex ${lowest}, ${often}: accepted`, last), stays],
    )
  if (told.some((commit) => (commit ?? 0) > own)) return undefined
  return withoutQuorums(
    'commit-index-not-told',
    'AppendEntries tells the follower how far the leader has committed (Figure 2, AppendEntries; §5.3)',
    `${leader.id} has committed ${known} and tells ${follower.id} no more than ${own}`,
    [
      reason(`${leader.id} sends ${follower.id} AppendEntries, ${often}, with commitIndex ${lowest}`, last),
      stays,
    ],
  )
}

/** A majority has all that the leader has, has told it so, and the leader does not commit it. */
function heldNotCommitted(
  timeline: Timeline,
  stretch: Stretch,
  leader: ServerTimeline,
  pairs: readonly Pair[],
): Found {
  const [index, commit] = [leader.lastIndex.at(stretch.from), leader.commitIndex.at(stretch.until)]
  const last = index === undefined ? undefined : leader.termAt(index, stretch.until)
  if (index === undefined || last === undefined || commit === undefined || commit >= index) return undefined
  if (!isStill(leader.commitIndex, stretch)) return undefined
  const holders = pairs.filter(
    ({ follower, appends }) =>
      follower.holds(index, last, stretch.from) === true &&
      appends.filter(({ answer, request }) => answer?.granted === true && reaches(request.body, index))
        .length >= LOOP,
  )
  const servers: readonly NodeId[] = [leader.id, ...holders.map(({ follower }) => follower.id)]
  if (!isMajority(servers, membersOf(timeline, leader, stretch.from))) return undefined
  const term = leader.currentTerm.at(stretch.until)
  if (term === undefined) return undefined
  const holds = reason(
    `${listed(servers)} have ${entryText(index, last)}, and those that follow have accepted AppendEntries that reach it`,
    stretch.until,
  )
  const stays = reason(`${leader.id} has commitIndex ${commit} all the while`, stretch.until)
  return last === term
    ? withoutQuorums(
        'held-by-a-majority-not-committed',
        'a leader commits an entry of its own term once a majority has it (§5.3, §5.4.2; Figure 2, Leaders)',
        `${leader.id} leads term ${term} and does not commit ${entryText(index, last)}, which a majority has`,
        [holds, stays],
      )
    : withoutQuorums(
        'nothing-of-its-own-term-to-commit',
        'a leader commits entries of earlier terms by one of its own, so it appends one when it is elected (§5.4.2, §8)',
        `${leader.id} leads term ${term ?? 0}, has no entry of it, and so does not commit ${entryText(index, last)}, which a majority has`,
        [holds, stays],
      )
}

function reaches(body: Exchange['request']['body'], index: number): boolean {
  const append = appendOf(body)
  return append !== undefined && append.previous.index + append.entries.length >= index
}

/** A server knows that entries are committed and does not execute them. */
function notApplied({ servers }: Timeline, stretch: Stretch): Found {
  if (stretch.millis < SILENCE) return undefined
  for (const { id, commitIndex, lastApplied } of servers) {
    const [commit, applied] = [commitIndex.at(stretch.from), lastApplied.at(stretch.until)]
    if (commit === undefined || applied === undefined || applied >= commit) continue
    if (!isStill(lastApplied, stretch)) continue
    return withoutQuorums(
      'committed-not-applied',
      'a server applies each entry that is committed (§5.3; Figure 2, All Servers)',
      `${id} has commitIndex ${commit} and has applied no more than ${applied} for ${Math.round(stretch.millis)} ms`,
      [
        reason(`${id} has commitIndex ${commit}`, stretch.from),
        reason(`${id} has applied up to ${applied}`, stretch.until),
      ],
    )
  }
  return undefined
}

/** So long a correct cluster does not leave a thing undone: some heartbeats of any in use. */
const SILENCE = 1000

/** Whether the follower's log is not the leader's, and stays as it is. */
function lags({ leader, follower, stretch }: Pair): boolean {
  const [own, wanted] = [follower.endAt(stretch.until), leader.endAt(stretch.from)]
  if (own === undefined || wanted === undefined || wanted.index === 0) return false
  if (!isStill(follower.lastIndex, stretch)) return false
  return own.index !== wanted.index || own.term !== wanted.term
}
