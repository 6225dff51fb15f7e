import { greatest, least } from '../../src/base/extremes.ts'
import { endText, listed, reason, withoutQuorums, type Found } from './diagnosis.ts'
import { isOlder, voteOf } from './election.ts'
import { byPair, LOOP, loopOf, loopsIn, mayHaveAnswered, type Exchange } from './exchanges.ts'
import { preVotesInVain } from './granted-in-vain.ts'
import { isMajority, membersOf } from './majority.ts'
import { claimSaid, saidOf } from './said.ts'
import { noEnd, type ServerTimeline } from './server-timeline.ts'
import { claimedLess, sameTermAgain, termNotTaken } from './stalled-candidate.ts'
import { SILENCE, type Stretch } from './stretch.ts'
import type { Timeline } from './timeline.ts'

/** Why nobody comes to lead, or nobody for long. */
export function stalledElections(
  timeline: Timeline,
  stretch: Stretch,
  exchanges: readonly Exchange[],
): Found {
  if (isLed(timeline, stretch, exchanges)) return undefined
  const asks = exchanges.filter(({ what }) => what !== 'append')
  if (asks.length === 0) return nobodyStands(timeline, stretch)
  return (
    notAnswered(timeline, stretch, asks) ??
    termNotTaken(timeline, asks) ??
    withoutReason(timeline, asks) ??
    claimedLess(timeline, asks) ??
    preVotesInVain(timeline, stretch, asks) ??
    electedInVain(timeline, stretch, asks) ??
    sameTermAgain(timeline, stretch, asks) ??
    splitVotes(timeline, stretch, asks) ??
    newestNeverStands(timeline, stretch, asks)
  )
}

/** Whether somebody leads now and then, or is heard as a leader. */
const isLed = ({ servers }: Timeline, { from, until }: Stretch, exchanges: readonly Exchange[]): boolean =>
  exchanges.some(({ what }) => what === 'append') ||
  servers.some(
    ({ role }) =>
      role.at(from) === 'leader' ||
      role.steps.some((step) => step > from && step <= until && role.at(step) === 'leader'),
  )

/** All wait: no vote is asked for, and no term begins. */
function nobodyStands(timeline: Timeline, stretch: Stretch): Found {
  const { servers } = timeline
  if (stretch.millis < SILENCE || servers.some(({ role }) => role.isEmpty)) return undefined
  const { from, until } = stretch
  // what is sent may ask for votes in words that are not known
  if (timeline.messages.some((message) => message.sentIn >= from && saidOf(message) === undefined))
    return undefined
  if (servers.some(({ role }) => role.at(until) !== 'follower' || role.at(from) !== 'follower'))
    return undefined
  if (servers.some(({ currentTerm }) => currentTerm.at(from) !== currentTerm.at(until))) return undefined
  const fired = servers.map(({ id }) => {
    const timers = timeline.steps.filter(
      ({ kind, node, step }) => kind === 'timer' && node === id && step >= from,
    ).length
    return `${id} ${timers === 0 ? 'none' : String(timers)}`
  })
  const leaders = servers.flatMap(({ id, leader }) => {
    const taken = leader.at(until)
    return taken === undefined || taken === null ? [] : [`${id} takes ${taken} for the leader`]
  })
  return withoutQuorums(
    'nobody-stands',
    'a follower that hears of no leader for an election timeout stands for leader (§5.2)',
    `nobody stands for leader: ${listed(servers.map(({ id }) => id))} stay followers for ${Math.round(stretch.millis)} ms, and nobody leads`,
    [
      reason(`no vote is asked for, and no term begins`, until),
      reason(`timers that fire meanwhile: ${fired.join(', ')}`),
      ...(leaders.length === 0 ? [] : [reason(listed(leaders), until)]),
    ],
  )
}

/** Votes are asked for, and nobody answers, though nobody heard a leader. */
function notAnswered(timeline: Timeline, stretch: Stretch, asks: readonly Exchange[]): Found {
  if (asks.some(({ answer }) => answer !== undefined)) return undefined
  if (byPair(asks).some(([one]) => one !== undefined && mayHaveAnswered(timeline, stretch, one)))
    return undefined
  const pairs = loopsIn(asks)
  if (pairs.length === 0) return undefined
  return withoutQuorums(
    'vote-request-not-answered',
    'a request for a vote is answered; only within an election timeout of hearing a leader may it be left unanswered (§6; Figure 2, RequestVote)',
    `${listed(once(asks.map(({ asked }) => asked)))} leave each request for a vote unanswered, ${asks.length} of them, although nobody leads`,
    pairs.map((pair) => loopOf(timeline, pair, 'no answer')),
  )
}

/** A vote, or pre-vote, is refused that nothing stands against. */
function withoutReason(timeline: Timeline, asks: readonly Exchange[]): Found {
  const refused = asks.filter(({ answer }) => answer?.granted === false)
  const groundless = refused.filter((one) => whyRefused(timeline, one)?.length === 0)
  const pairs = loopsIn(groundless)
  if (pairs.length === 0) return undefined
  const isPre = groundless.every(({ what }) => what === 'pre-vote')
  // with some votes rightly refused the loop may be another
  if (groundless.length * 2 <= refused.length) return undefined
  const voters = listed(once(groundless.map(({ asked }) => asked)))
  const loops = pairs.map((pair) =>
    loopOf(timeline, pair, 'refused, and nothing stands against it: its term is newer, its log no older'),
  )
  return isPre
    ? withoutQuorums(
        'pre-vote-refused-without-a-leader',
        'a server that has heard of no leader for an election timeout grants a pre-vote to whose log is no older than its own (thesis §9.6)',
        `${voters} refuse each pre-vote although nobody leads and nobody was heard that did: no election begins`,
        loops,
      )
    : withoutQuorums(
        'vote-refused-without-a-reason',
        'a server grants its vote if it has given none in the term and the candidate’s log is no older than its own (Figure 2, RequestVote 2; §5.4.1)',
        `${voters} refuse their votes although they have given none, and no log of theirs is newer`,
        loops,
      )
}

/** A majority votes for one, and it does not lead. */
function electedInVain(timeline: Timeline, stretch: Stretch, asks: readonly Exchange[]): Found {
  if (!timeline.knowsMembers) return undefined
  const granted = asks.filter(({ what, answer }) => what === 'vote' && answer?.granted === true)
  const elected: {
    readonly id: string
    readonly term: number
    readonly step: number
    readonly voters: string[]
  }[] = []
  for (const { asker, term } of granted) {
    const candidate = timeline.server(asker)
    if (term === undefined || candidate === undefined || candidate.role.isEmpty) continue
    if (elected.some((one) => one.id === asker && one.term === term)) continue
    const votes = granted.filter((one) => one.asker === asker && one.term === term)
    const counted = votes.filter(({ asked, answer }) => {
      const arrived = timeline.messages.find(
        ({ from, to, sentIn }) => from === asked && to === asker && sentIn === answer?.step,
      )?.arrivals[0]
      return arrived !== undefined && candidate.currentTerm.at(arrived) === term
    })
    const voters = once([asker, ...counted.map(({ asked }) => asked)])
    const step = greatest([0, ...counted.map(({ answer }) => answer?.step ?? 0)])
    if (isMajority(voters, membersOf(timeline, candidate, stretch.until)))
      elected.push({ id: asker, term, step, voters })
  }
  if (elected.length < LOOP) return undefined
  const last = elected.at(-1)
  if (last === undefined) return undefined
  return withoutQuorums(
    'elected-but-does-not-lead',
    'a candidate that has the votes of a majority in its term leads it (§5.2)',
    `${elected.length} times a majority voted for one candidate, last ${listed(last.voters)} for ${last.id} in term ${last.term}, and none of them led`,
    elected
      .slice(-LOOP)
      .map(({ id, term, step, voters }) =>
        reason(
          `${listed(voters)} vote for ${id} in term ${term}, and the votes arrive: it stays candidate`,
          step,
        ),
      ),
  )
}

/** In each term several stand, and each has a voter at the least that gave its vote to another, or to itself. */
function splitVotes(timeline: Timeline, stretch: Stretch, asks: readonly Exchange[]): Found {
  const votes = asks.filter(({ what }) => what === 'vote')
  const terms = once(votes.flatMap(({ term }) => term ?? []))
  const stood = new Map(
    once(votes.map(({ asker }) => asker)).map((id) => [id, standsOf(timeline, stretch, id)]),
  )
  const split = terms.filter((term) => {
    const inTerm = votes.filter((one) => one.term === term)
    return (
      once(inTerm.map(({ asker }) => asker)).length > 1 &&
      inTerm.every((one) => one.answer === undefined || one.answer.granted || hasVoted(timeline, one))
    )
  })
  // the first and the last term of the stretch may be cut in two
  if (split.length < LOOP || split.length < terms.length - 2) return undefined
  const candidates = [...stood.keys()]
  const [first, last] = [least(split), greatest(split)]
  const fixed = [...stood].flatMap(([id, steps]) => {
    const gaps = gapsOf(timeline, steps)
    return gaps.length >= LOOP && greatest(gaps) - least(gaps) < 1
      ? [`${id} every ${Math.round(gaps[0] ?? 0)} ms`]
      : []
  })
  const loops = byPair(votes.filter(({ answer }) => answer?.granted === false)).map((pair) =>
    loopOf(timeline, pair, 'refused, it has voted for another or for itself in the term'),
  )
  return withoutQuorums(
    'votes-split-again-and-again',
    'election timeouts are drawn at random, anew for each election, so that seldom two servers stand at once (§5.2)',
    `${listed(candidates)} stand at once in each of the terms ${first} to ${last}, and the votes are split: nobody has a majority`,
    [
      ...(fixed.length === 0
        ? []
        : [reason(`the timeouts do not vary: ${listed(fixed)} stands again, each time`)]),
      ...loops,
    ],
  )
}

/** The steps in which a server began a term for itself. */
function standsOf(timeline: Timeline, { from, until }: Stretch, id: string): readonly number[] {
  const { currentTerm, votedFor } = timeline.server(id) ?? {}
  return (currentTerm?.steps ?? []).filter(
    (step) => step >= from && step <= until && votedFor?.at(step) === id,
  )
}

/** Only servers with older logs ask, and who has a newer one never does. */
function newestNeverStands(timeline: Timeline, stretch: Stretch, asks: readonly Exchange[]): Found {
  if (!timeline.showsLogs) return undefined
  const refused = asks.filter(({ answer }) => answer?.granted === false)
  const byLog = refused.filter((one) => whyRefused(timeline, one)?.includes('log') === true)
  const askers = once(asks.map(({ asker }) => asker))
  const newest = once(byLog.map(({ asked }) => asked)).filter((id) => !askers.includes(id))
  const pairs = loopsIn(byLog)
  if (stretch.millis < SILENCE || pairs.length === 0 || newest.length === 0) return undefined
  const ends = newest.map(
    (id) => `that of ${id} at ${endText(timeline.server(id)?.endAt(stretch.until) ?? noEnd)}`,
  )
  return withoutQuorums(
    'newest-log-never-stands',
    'each follower that hears of no leader for an election timeout stands for leader, so that one with the newest log does (§5.2, §5.4.1)',
    `only ${listed(askers)} stand, whose logs are older: ${listed(newest)} refuse rightly, and never stand themselves`,
    [
      ...pairs.map((pair) => loopOf(timeline, pair, 'refused, its log is older')),
      reason(`logs end: ${listed(ends)}`, stretch.until),
    ],
  )
}

type Ground = 'term' | 'voted' | 'log'

/** What stands against a vote that was refused, as the voter showed itself; undefined where it shows too little. */
function whyRefused(timeline: Timeline, one: Exchange): readonly Ground[] | undefined {
  const voter = timeline.server(one.asked)
  const claim = claimSaid(one.request)
  const step = one.answer?.step ?? one.at
  const [term, end] = [voter?.currentTerm.at(step), voter?.endAt(step)]
  if (voter === undefined || claim === undefined || term === undefined || end === undefined) return undefined
  if (one.term === undefined || (one.what === 'vote' && !timeline.showsVotes)) return undefined
  // no log is seen where all are empty, and where they are not shown
  if (!timeline.showsLogs && (claim.index > 0 || claim.term > 0)) return undefined
  const grounds: Ground[] = []
  if (one.what === 'pre-vote' ? term >= one.term : term > one.term) grounds.push('term')
  if (hasVoted(timeline, one)) grounds.push('voted')
  if (isOlder(claim, end)) grounds.push('log')
  return grounds
}

/** Whether the voter had given its vote of that term to another than who asked. */
function hasVoted(timeline: Timeline, { asked, asker, term, answer, at, what }: Exchange): boolean {
  const voter = timeline.server(asked)
  const step = answer?.step ?? at
  if (what === 'pre-vote' || voter?.currentTerm.at(step) !== term) return false
  const votedFor = voter?.votedFor.at(step)
  if (votedFor === undefined || votedFor === null || votedFor === asker) return false
  // what it only carried over from the term before is no vote of this one
  if (votedFor === asked) return stoodIn(voter, term, step)
  return (
    voter === undefined || term === undefined || voteOf(timeline, voter, votedFor, term, step) !== undefined
  )
}

/** Whether it was seen to stand for leader in a term; where roles are not shown it may have. */
const stoodIn = (voter: ServerTimeline | undefined, term: number | undefined, until: number): boolean =>
  voter === undefined ||
  voter.role.isEmpty ||
  [...voter.role.steps, ...voter.currentTerm.steps].some(
    (at) => at <= until && voter.currentTerm.at(at) === term && voter.role.at(at) !== 'follower',
  )

const once = <T>(values: readonly T[]): T[] => [...new Set(values)]

function gapsOf(timeline: Timeline, steps: readonly number[]): number[] {
  const times = steps.map((step) => (timeline.step(step)?.time ?? 0) / 1000)
  return times.slice(1).map((time, position) => time - (times[position] ?? 0))
}
