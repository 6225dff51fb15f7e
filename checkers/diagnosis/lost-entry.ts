import { commitOf, countedOldTerm, type Commit } from './commit.ts'
import { firstConflict } from './conflict.ts'
import { entryText, endText, listed, reason, type Diagnosis, type Found, type Reason } from './diagnosis.ts'
import { candidateEnd, electedBy, electionsOf, isOlder, type Election, type Vote } from './election.ts'
import { lossOf, ofOlderTerm } from './loss.ts'
import { decidersOf, drawnMembers } from './majority.ts'
import { membershipBroken } from './membership.ts'
import type { Timeline } from './timeline.ts'
import { wrongClaim, wrongVote } from './votes.ts'
import { provenWrongElection } from './wrong-election.ts'
import { wrongCommit } from './wrong-commit.ts'
import { noEnd } from './server-timeline.ts'

/**
 * Why a committed entry is missing from the log of a later leader. Two majorities share a server (§5.4.3), so one of these
 * holds: they were no majorities of the same members; a shared server lost the entry before it voted; it should have denied
 * its vote; or it voted rightly, and then the commit was wrong.
 */
export function lostEntry(timeline: Timeline, commit: Commit, election: Election): Found {
  const wrong = wrongCommit(timeline, commit)
  const shared = election.votes.filter(({ voter }) => commit.counted.includes(voter.id))
  const context = contextOf(commit, election)
  if (wrong !== undefined) return within(wrong, context, commit, election)
  const few = provenWrongElection(timeline, election)
  if (few !== undefined) return within(few, context, commit, election)
  if (timeline.showsVotes && commit.showsMatch && shared.length === 0 && election.votes.length > 1) {
    const found = membershipBroken(timeline, commit, election)
    return found && within(found, context, commit, election)
  }
  for (const vote of shared) {
    const found = ofSharedVoter(timeline, commit, election, vote)
    if (found !== undefined) return within(found, context, commit, election)
  }
  if (shared.length === 0 || !shared.every((vote) => votedRightly(timeline, commit, election, vote))) {
    return undefined
  }
  if (countedOldTerm(commit))
    return within(oldTerm(timeline, commit, election, shared), context, commit, election)
  const diverged = firstConflict(timeline, election.leader, election.step)
  return diverged && within(diverged, context, commit, election)
}

/** An earlier leader may be the first without the entry: it is the one to ask about. */
export function lostAfter(timeline: Timeline, commit: Commit, until: number): Found {
  for (const election of electionsOf(timeline)) {
    if (election.term <= commit.inTerm || election.step > until) continue
    if (election.leader.holds(commit.index, commit.term, election.step) !== false) continue
    return lostEntry(timeline, commit, election)
  }
  return undefined
}

/** Any committed entry that a later leader was elected without. */
export function anyLostEntry(timeline: Timeline, until: number): Found {
  for (const election of electionsOf(timeline)) {
    if (election.step > until) continue
    for (const server of timeline.servers) {
      const steps = server.commitIndex.steps.filter(
        (step) => (server.currentTerm.at(step) ?? 0) < election.term,
      )
      for (const step of steps) {
        const index = server.commitIndex.at(step) ?? 0
        const term = server.termAt(index, step)
        if (index === 0 || term === undefined) continue
        if (election.leader.holds(index, term, election.step) !== false) continue
        const commit = commitOf(timeline, index, term)
        if (commit !== undefined) return lostEntry(timeline, commit, election)
      }
    }
  }
  return undefined
}

function contextOf(
  commit: Commit,
  { leader, term, step, voters, votes, members }: Election,
): readonly Reason[] {
  const entry = entryText(commit.index, commit.term)
  return [
    reason(
      `${commit.server.id}, in term ${commit.inTerm}, commits ${entry}, counting ${listed(commit.counted)} of ${listed(decidersOf(commit.members))}`,
      commit.step,
    ),
    ...(votes.length === 0
      ? []
      : [
          reason(
            `${leader.id} is elected in term ${term} by ${listed(voters)} of ${listed(decidersOf(members))}`,
            step,
          ),
        ]),
  ]
}

/** The finding, behind who counted and who voted, with both sets to draw. */
function within(found: Diagnosis, context: readonly Reason[], commit: Commit, election: Election): Diagnosis {
  return {
    ...found,
    because: [...context, ...found.because],
    quorums: [
      {
        name: 'counted at the commit',
        term: commit.inTerm,
        ...drawnMembers(commit.members),
        servers: commit.counted,
        step: commit.step,
      },
      electedBy(election),
    ],
  }
}

/** What a server did wrong that was counted for the entry and voted for a leader without it. */
function ofSharedVoter(timeline: Timeline, commit: Commit, election: Election, vote: Vote): Found {
  const { index, term } = commit
  const { voter, step } = vote
  const held = voter.firstHeld(index, term)
  if (held === undefined) return undefined
  if (held > step) {
    const message = timeline.delivered(held)
    const own = voter.currentTerm.at(held - 1) ?? 0
    if (message === undefined || own <= commit.inTerm || commit.inTerm >= election.term) return undefined
    return ofOlderTerm(
      voter,
      commit.inTerm,
      message.from,
      [reason(`it takes ${entryText(index, term)}`, held)],
      held,
    )
  }
  const loss = lossOf(timeline, voter, index, term, held, step)
  if (loss !== undefined) return loss.found
  const { term: elected } = election
  return wrongVote(timeline, election, elected, vote) ?? wrongClaim(timeline, election, elected, vote)
}

function votedRightly(
  timeline: Timeline,
  { index, term }: Commit,
  { leader }: Election,
  vote: Vote,
): boolean {
  const claim = candidateEnd(timeline, leader, vote)
  const own = vote.voter.endAt(vote.step - 1)
  const has = vote.voter.holds(index, term, vote.step - 1) === true
  return has && claim !== undefined && own !== undefined && !isOlder(claim, own)
}

/** Figure 8: copies of an entry of an earlier term prove nothing, since a leader of a term between may still be elected. */
function oldTerm(timeline: Timeline, commit: Commit, election: Election, shared: readonly Vote[]): Diagnosis {
  const { server, index, term, inTerm, step } = commit
  const { leader } = election
  const rightly = shared.map((vote) => {
    const claim = candidateEnd(timeline, leader, vote) ?? noEnd
    const own = vote.voter.endAt(vote.step - 1) ?? noEnd
    return reason(
      `${vote.voter.id} has the entry and votes for ${leader.id} rightly: its log ends at ${endText(own)}, that of ${leader.id} at ${endText(claim)}`,
      vote.step,
    )
  })
  return {
    cause: 'committed-by-counting-an-old-term',
    rule: 'a leader commits by counting copies only entries of its own term (§5.4.2, Figure 8)',
    headline: `${server.id} led term ${inTerm} and committed ${entryText(index, term)} by counting its copies, with no entry of term ${inTerm} behind it: a majority for a leader without it was still to be had`,
    because: [
      reason(
        `the last entry that ${server.id} commits there is of term ${server.termAt(commit.upTo, step)}, not of its own term ${inTerm}`,
        step,
      ),
      ...rightly,
    ],
    quorums: [],
  }
}
