import { listed, reason, type Found } from './diagnosis.ts'
import { electedBy, electionOf } from './election.ts'
import { decidersOf, isMajority } from './majority.ts'
import { divided } from './membership.ts'
import type { ServerTimeline } from './server-timeline.ts'
import type { Timeline } from './timeline.ts'
import { secondVote } from './votes.ts'
import { wrongElection } from './wrong-election.ts'

/** Why two servers could lead one term: one voted for both, or both majorities were of members of their own. */
export function twoLeaders(
  timeline: Timeline,
  one: ServerTimeline,
  other: ServerTimeline,
  term: number,
): Found {
  const first = electionOf(timeline, one, term)
  const second = electionOf(timeline, other, term)
  if (first === undefined || second === undefined) return undefined
  for (const vote of first.votes) {
    const again = second.votes.find(({ voter }) => voter === vote.voter)
    if (again === undefined) continue
    const both = [
      { for: one.id, step: vote.step },
      { for: other.id, step: again.step },
    ].sort((left, right) => left.step - right.step)
    const [earlier, later] = both
    if (earlier !== undefined && later !== undefined)
      return secondVote(timeline, vote.voter, term, [earlier, later])
  }
  if (!timeline.showsVotes || !timeline.knowsMembers) return undefined
  const quorums = [electedBy(first), electedBy(second)]
  const majorities = isMajority(first.voters, first.members) && isMajority(second.voters, second.members)
  const apart = divided(
    timeline,
    { first: first.members, second: second.members },
    Math.max(first.step, second.step),
    [
      reason(
        `${one.id} is elected by ${listed(first.voters)} of ${listed(decidersOf(first.members))}`,
        first.step,
      ),
      reason(
        `${other.id} is elected by ${listed(second.voters)} of ${listed(decidersOf(second.members))}`,
        second.step,
      ),
    ],
    majorities,
  )
  if (apart !== undefined) return { ...apart, quorums }
  const found = wrongElection(timeline, first) ?? wrongElection(timeline, second)
  return found && { ...found, quorums }
}
