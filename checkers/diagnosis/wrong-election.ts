import type { NodeId } from '../../src/base/node-id.ts'
import type { Cause } from './causes.ts'
import { listed, reason, type Found, type Reason } from './diagnosis.ts'
import { electedBy, electionsOf, type Election } from './election.ts'
import { decidersOf, isMajority } from './majority.ts'
import { saidOf, termSaid } from './said.ts'
import type { Timeline } from './timeline.ts'

const RULE = 'a candidate leads once a majority of the members have voted for it (§5.2)'
const RULE_OF_VOTES =
  'a candidate counts votes that were granted to it in its present term, each server once (§5.2; Figure 2, RequestVote)'

/** An answer to a request for a vote that reached a candidate before it led. */
interface Answer {
  readonly from: NodeId
  readonly granted: boolean
  readonly term: number
  readonly step: number
}

/** A leader without the votes of a majority, and what it counted instead where answers show it; undefined when it had them. */
export function wrongElection(timeline: Timeline, election: Election): Found {
  const { leader, term, voters, members, step } = election
  if (!timeline.showsVotes || !timeline.knowsMembers || isMajority(voters, members)) return undefined
  // who shows its vote late may have given it all the same: then the answer says so
  const granted = answersTo(timeline, election).filter((one) => one.granted && one.term === term)
  if (isMajority([...new Set([...voters, ...granted.map(({ from }) => from)])], members)) return undefined
  const counted = countedWrongly(timeline, election)
  const deciders = decidersOf(members)
  return {
    cause: counted?.cause ?? 'elected-without-a-majority',
    rule: counted === undefined ? RULE : RULE_OF_VOTES,
    headline: `${leader.id} led term ${term} with the votes of ${listed(voters)} only, of ${listed(deciders)}`,
    because: [
      ...election.votes.map((vote) => reason(`${vote.voter.id} votes for ${leader.id}`, vote.step)),
      ...(counted?.because ?? []),
      reason(`${leader.id} becomes leader with those votes`, step),
    ],
    quorums: [electedBy(election)],
  }
}

/** The same of what only follows from the election, where more may be wrong: told where answers to candidates can be read. */
export function provenWrongElection(timeline: Timeline, election: Election): Found {
  if (isMajority(election.voters, election.members)) return undefined
  const isRead = timeline.sentBetween(0, election.step).some((message) => {
    const said = saidOf(message)
    return said?.what === 'vote' && said.granted !== undefined
  })
  return isRead ? wrongElection(timeline, election) : undefined
}

/** The first leader that was elected so. */
export function anyWrongElection(timeline: Timeline, until: number): Found {
  for (const election of electionsOf(timeline)) {
    const found = election.step > until ? undefined : provenWrongElection(timeline, election)
    if (found !== undefined) return found
  }
  return undefined
}

interface Counted {
  readonly cause: Cause
  readonly because: readonly Reason[]
}

/** What makes up a majority together with the votes there were. */
function countedWrongly(timeline: Timeline, election: Election): Counted | undefined {
  const { leader, term, voters, members, step: elected, votes } = election
  const stood = votes.find(({ voter }) => voter === leader)?.step ?? 0
  const all = answersTo(timeline, election).filter(({ step }) => step >= stood)
  // the answer that came in the step in which it led was the last one it counted
  const last = all.filter(({ step }) => step === elected)
  const decisive = last.some((one) => isSound(all, one, term)) ? [] : last
  const answers = last.length > 0 && decisive.length === 0 ? [] : all
  const ofOthers = answers.filter(({ from }) => !voters.includes(from))
  const isLast = (one: Answer): boolean => decisive.length === 0 || decisive.includes(one)
  const refusals = ofOthers.filter((one) => !one.granted && one.term === term)
  const stale = ofOthers.filter((one) => one.granted && one.term < term)
  const completes = (more: readonly Answer[]): boolean =>
    more.some(isLast) && isMajority([...new Set([...voters, ...more.map(({ from }) => from)])], members)
  if (completes(stale) && !completes(refusals))
    return {
      cause: 'vote-of-an-earlier-term-counted',
      because: stale.map(({ from, term: of, step }) =>
        reason(`the vote of ${from} that ${leader.id} gets is of term ${of}, not of term ${term}`, step),
      ),
    }
  if (completes(refusals))
    return {
      cause: 'refusal-counted-as-a-vote',
      because: refusals.map(({ from, step }) => reason(`${from} refuses ${leader.id} its vote`, step)),
    }
  const again = answers.filter((one) => isRepeated(all, one, term))
  if (!again.some(isLast)) return undefined
  return {
    cause: 'vote-counted-twice',
    because: again.map(({ from, step }) =>
      reason(`the vote of ${from} in term ${term} reaches ${leader.id} once more`, step),
    ),
  }
}

/** A vote of the term from a server that had granted it before. */
const isRepeated = (all: readonly Answer[], one: Answer, term: number): boolean =>
  one.granted &&
  one.term === term &&
  all
    .slice(0, all.indexOf(one))
    .some((before) => before.from === one.from && before.granted && before.term === term)

/** A vote that may be counted. */
const isSound = (all: readonly Answer[], one: Answer, term: number): boolean =>
  one.granted && one.term === term && !isRepeated(all, one, term)

/** What was answered to it up to the step in which it led, since it last came up. */
function answersTo(timeline: Timeline, { leader, step: until }: Election): readonly Answer[] {
  const since = leader.starts.findLast((at) => at <= until) ?? 0
  const answers: Answer[] = []
  for (const message of timeline.sentBetween(0, until)) {
    if (message.to !== leader.id) continue
    const { what, granted } = saidOf(message) ?? {}
    const term = termSaid(message)
    if (what !== 'vote' || granted === undefined || term === undefined) continue
    for (const step of message.arrivals)
      if (step >= since && step <= until) answers.push({ from: message.from, granted, term, step })
  }
  return answers.sort((one, other) => one.step - other.step)
}
