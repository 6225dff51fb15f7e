import { endText, listed, withoutQuorums, type Found } from './diagnosis.ts'
import { isOlder } from './election.ts'
import { byPair, LOOP, loopOf, loopsIn, type Exchange } from './exchanges.ts'
import { claimSaid } from './said.ts'
import { noEnd } from './server-timeline.ts'
import { SILENCE, type Stretch } from './stretch.ts'
import type { Timeline } from './timeline.ts'

/** Candidates say that their logs are older than they are, and are refused for that only. */
export function claimedLess(timeline: Timeline, asks: readonly Exchange[]): Found {
  if (!timeline.showsLogs) return undefined
  const refused = asks.filter((one) => one.what === 'vote' && one.answer?.granted === false)
  const wronged = refused.filter(({ asker, asked, request, answer }) => {
    const claim = claimSaid(request)
    const own = timeline.server(asker)?.endAt(request.sentIn)
    const voters = timeline.server(asked)?.endAt(answer?.step ?? 0)
    if (claim === undefined || own === undefined || voters === undefined) return false
    return isOlder(claim, own) && isOlder(claim, voters) && !isOlder(own, voters)
  })
  const pairs = byPair(wronged).filter(({ length }) => length >= LOOP)
  const last = pairs[0]?.at(-1)
  if (last === undefined) return undefined
  const claim = claimSaid(last.request) ?? noEnd
  const own = timeline.server(last.asker)?.endAt(last.request.sentIn) ?? noEnd
  return withoutQuorums(
    'candidate-claims-another-log',
    'a candidate says where its own log ends: the index and the term of its last entry (Figure 2, RequestVote arguments; §5.4.1)',
    `${last.asker} asks for votes as if its log ended at ${endText(claim)}, and it ends at ${endText(own)}: with that it would have the vote of ${last.asked}`,
    pairs.map((pair) => loopOf(timeline, pair, 'refused, though its log is no older')),
  )
}

/** The votes of a term are given, nobody has a majority, and who asks asks in that term again. */
export function sameTermAgain(
  timeline: Timeline,
  { from, until, millis }: Stretch,
  asks: readonly Exchange[],
): Found {
  const { servers } = timeline
  if (millis < SILENCE || servers.some(({ currentTerm }) => currentTerm.isEmpty)) return undefined
  if (servers.some(({ currentTerm }) => currentTerm.at(from) !== currentTerm.at(until))) return undefined
  const pairs = byPair(
    asks.filter(({ what, answer }) => what === 'vote' && answer?.granted === false),
  ).filter(
    (pair) => pair.length >= LOOP && pair.every(({ term }) => term !== undefined && term === pair[0]?.term),
  )
  if (pairs.length === 0) return undefined
  const candidates = [...new Set(pairs.flat().map(({ asker }) => asker))]
  return withoutQuorums(
    'no-new-term-after-a-split-vote',
    'a candidate that is not elected within an election timeout begins a new term for another election (§5.2)',
    `${listed(candidates)} ask for votes in one and the same term again and again, in which all votes are given: no new term begins`,
    pairs.map((pair) => loopOf(timeline, pair, 'refused')),
  )
}

/** A voter refuses in a term that is older than that of the candidate, and stays in it. */
export function termNotTaken(timeline: Timeline, asks: readonly Exchange[]): Found {
  const stayed = asks.filter(({ what, asked, term, answer }) => {
    // who shows its term late says the newer one in its answer
    const own = timeline.server(asked)?.currentTerm.at(answer?.step ?? 0)
    const isOld = (one: number | undefined): boolean => one !== undefined && one < (term ?? 0)
    return what === 'vote' && answer?.granted === false && isOld(own) && isOld(answer.term)
  })
  const pairs = loopsIn(stayed)
  if (pairs.length === 0) return undefined
  return withoutQuorums(
    'newer-term-not-taken-over',
    'a server that hears of a newer term takes it over, and a leader then leads no more (§5.1; Figure 2, All Servers)',
    `${listed([...new Set(stayed.map(({ asked }) => asked))])} refuse their votes in newer terms and stay in their own`,
    pairs.map((pair) => loopOf(timeline, pair, 'refused in an older term, which the voter stays in')),
  )
}
