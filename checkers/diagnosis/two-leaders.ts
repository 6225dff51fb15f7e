import { listed, reason, type Found } from './diagnosis.ts'
import { electedBy, electionOf } from './election.ts'
import { decidersOf, isMajority } from './majority.ts'
import { divided } from './membership.ts'
import type { ServerTimeline } from './server-timeline.ts'
import type { Timeline } from './timeline.ts'
import { secondVote } from './votes.ts'

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
  for (const election of [first, second]) {
    if (isMajority(election.voters, election.members)) continue
    return {
      cause: 'elected-without-a-majority',
      rule: 'a candidate leads once a majority of the members have voted for it (§5.2)',
      headline: `${election.leader.id} led term ${term} with the votes of ${listed(election.voters)} only, of ${listed(decidersOf(election.members))}`,
      because: [first, second]
        .map((each) =>
          reason(
            `${each.leader.id} becomes leader of term ${term}, and ${listed(each.voters)} have voted for it`,
            each.step,
          ),
        )
        .sort((before, after) => (before.step ?? 0) - (after.step ?? 0)),
      quorums,
    }
  }
  return undefined
}
