import type { Cause } from './causes.ts'
import type { NodeId } from '../../src/base/node-id.ts'
import { endText, reason, type Diagnosis, type Found, type Reason } from './diagnosis.ts'
import { candidateEnd, isOlder, votersFor, type Election, type Vote } from './election.ts'
import { claimSaid } from './said.ts'
import type { LogEnd, ServerTimeline } from './server-timeline.ts'
import type { Timeline } from './timeline.ts'

const RULE_OF_VOTES = 'a server votes for at most one candidate in a term, over restarts too (§5.2; Figure 2)'

/** Why a server could vote for two candidates in one term, as the steps of both votes show it. */
export function secondVote(
  timeline: Timeline,
  voter: ServerTimeline,
  term: number,
  [first, second]: readonly [{ for: NodeId; step: number }, { for: NodeId; step: number }],
): Found {
  const { id } = voter
  const votes = [
    reason(`${id} votes for ${first.for} in term ${term}`, first.step),
    reason(`${id} votes for ${second.for} in term ${term}`, second.step),
  ] as const
  const crash = voter.crashBetween(first.step, second.step)
  const diagnosis = (cause: Cause, headline: string, between: readonly Reason[]): Diagnosis => ({
    cause,
    rule: RULE_OF_VOTES,
    headline,
    because: [votes[0], ...between, votes[1]],
    quorums: [...votersFor(timeline, first.for, term), ...votersFor(timeline, second.for, term)],
  })
  if (crash !== undefined) {
    const down = reason(timeline.step(crash)?.text ?? `${id} crashes`, crash)
    const durable = voter.durable.at(crash - 1)
    if (durable?.currentTerm === undefined || durable.votedFor === undefined)
      return diagnosis(
        'vote-lost-in-a-restart',
        `${id} voted for ${first.for} in term ${term}, restarted, and voted for ${second.for}: the restart lost its vote`,
        [down],
      )
    const knows = durable.currentTerm === term && durable.votedFor === first.for
    const disk = reason(
      `its disk holds term ${durable.currentTerm} and ${durable.votedFor === null ? 'no vote' : `the vote for ${durable.votedFor}`}`,
      crash - 1,
    )
    return knows
      ? diagnosis(
          'vote-on-disk-not-restored',
          `${id} had its vote for ${first.for} in term ${term} on disk, restarted, and voted for ${second.for} all the same`,
          [disk, down],
        )
      : diagnosis(
          'vote-not-on-disk',
          `${id} voted for ${first.for} in term ${term} without having that on disk, so a restart forgot it and it voted for ${second.for}`,
          [disk, down],
        )
  }
  const reset = voter.votedFor.steps.find(
    (step) =>
      step > first.step &&
      step <= second.step &&
      voter.votedFor.at(step) === null &&
      voter.currentTerm.at(step) === term,
  )
  if (reset !== undefined)
    return diagnosis(
      'vote-forgotten-within-a-term',
      `${id} voted for ${first.for} in term ${term}, set votedFor back within the term, and voted for ${second.for}`,
      [
        reason(
          `${id} has no vote any more, still in term ${term}: ${timeline.step(reset)?.text ?? ''}`,
          reset,
        ),
      ],
    )
  return diagnosis(
    'second-vote-in-a-term',
    `${id} voted for ${second.for} in term ${term} although it had voted for ${first.for}, and nothing came between: votedFor was not looked at`,
    [],
  )
}

/** Why a server had no vote any more in a term in which it had voted. */
export function forgottenVote(
  timeline: Timeline,
  { id, votedFor }: ServerTimeline,
  term: number,
  first: { readonly for: NodeId; readonly step: number },
  step: number,
): Found {
  if (votedFor.at(step) !== null) return undefined
  return {
    cause: 'vote-forgotten-within-a-term',
    rule: RULE_OF_VOTES,
    headline: `${id} voted for ${first.for} in term ${term} and set votedFor back within the term: it is free to vote for another`,
    because: [
      reason(`${id} votes for ${first.for} in term ${term}`, first.step),
      reason(`${id} has no vote any more, still in term ${term}: ${timeline.step(step)?.text ?? ''}`, step),
    ],
    quorums: votersFor(timeline, first.for, term),
  }
}

/** A candidate that says its log is newer than it is. */
export function wrongClaim(
  timeline: Timeline,
  { leader }: Pick<Election, 'leader'>,
  term: number,
  { voter, step }: Vote,
): Found {
  const request = timeline.delivered(step)
  if (request?.from !== leader.id || !timeline.showsLogs) return undefined
  const claim = claimSaid(request)
  const stood = leader.currentTerm.steps.find((at) => leader.currentTerm.at(at) === term)
  const ends = [stood, request.sentIn].map((at) => (at === undefined ? undefined : leader.endAt(at)))
  const end = ends.find((one) => one !== undefined)
  if (claim === undefined || end === undefined) return undefined
  if (!ends.every((one) => one !== undefined && isOlder(one, claim))) return undefined
  return {
    cause: 'candidate-claims-another-log',
    rule: 'a candidate says where its own log ends: the index and the term of its last entry (Figure 2, RequestVote arguments; §5.4.1)',
    headline: `${leader.id} asked for votes in term ${term} as if its log ended at ${endText(claim)}, and it ends at ${endText(end)}`,
    because: [
      reason(`${leader.id} asks: ${request.text}; its log ends at ${endText(end)}`, request.sentIn),
      reason(`${voter.id} votes for it on that word`, step),
    ],
    quorums: [],
  }
}

/** A vote that the election restriction forbids (§5.4.1); undefined when the candidate's log was at least as up to date. */
export function wrongVote(
  timeline: Timeline,
  { leader }: Pick<Election, 'leader'>,
  term: number,
  vote: Vote,
): Found {
  const claim = candidateEnd(timeline, leader, vote)
  const own = timeline.showsLogs ? vote.voter.endAt(vote.step - 1) : undefined
  if (claim === undefined || own === undefined || !isOlder(claim, own)) return undefined
  return olderLog(vote.voter.id, leader.id, term, own, claim, vote.step)
}

/** The voter had a newer log than the candidate, and which comparison lets that pass. */
function olderLog(
  voter: NodeId,
  candidate: NodeId,
  term: number,
  own: LogEnd,
  claim: LogEnd,
  step: number,
): Diagnosis {
  const longer = claim.index > own.index
  const cause = longer ? 'longer-log-of-an-older-term-elected' : 'older-log-elected'
  const why = longer
    ? `by length alone the log of ${candidate} looks newer: the index is compared before the term, or nothing is`
    : claim.term === own.term
      ? 'the last terms are equal, and the lower index is not looked at'
      : claim.index === own.index
        ? 'the indexes are equal, and the lower term is not looked at'
        : 'it is lower in both, so no order of comparing them gives that vote: they were not compared'
  return {
    cause,
    rule: 'a voter denies its vote if its own log is more up-to-date: the later last term, then the longer log (§5.4.1)',
    headline: `${voter} voted for ${candidate} in term ${term}, whose log ends at ${endText(claim)}, although its own ends at ${endText(own)}`,
    because: [
      reason(
        `${candidate} asks with a log that ends at ${endText(claim)}; that of ${voter} ends at ${endText(own)}`,
        step,
      ),
      reason(why),
    ],
    quorums: [],
  }
}
