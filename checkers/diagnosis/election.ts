import type { NodeId } from '../../src/base/node-id.ts'
import type { Quorum } from './diagnosis.ts'
import { claimOf } from './raft-message.ts'
import type { LogEnd, Members, ServerTimeline } from './server-timeline.ts'
import { drawnMembers, membersOf } from './majority.ts'
import type { Timeline } from './timeline.ts'

/** A vote that its voter showed. */
export interface Vote {
  readonly voter: ServerTimeline
  readonly step: number
}

/** A leadership as it began. */
export interface Election {
  readonly leader: ServerTimeline
  readonly term: number
  readonly step: number
  readonly members: Members
  /** Who voted for it and could be counted, itself among them. */
  readonly votes: readonly Vote[]
  readonly voters: readonly NodeId[]
}

/**
 * When a server voted for a candidate in a term. A `votedFor` that was only carried over from a lower term is no vote: it
 * counts where it changed, or where the very step handled a message of that candidate.
 */
export function voteOf(
  timeline: Timeline,
  voter: ServerTimeline,
  candidate: NodeId,
  term: number,
  until = Infinity,
): number | undefined {
  const steps = [...voter.votedFor.steps, ...voter.currentTerm.steps].sort((one, other) => one - other)
  return steps.find(
    (step) =>
      step <= until &&
      voter.currentTerm.at(step) === term &&
      voter.votedFor.at(step) === candidate &&
      (voter.id === candidate ||
        (voter.votedFor.changedAt(step) && voter.votedFor.at(step - 1) !== candidate) ||
        timeline.delivered(step)?.from === candidate),
  )
}

/** The election of a server in a term; undefined when it was not seen to lead that term. */
export function electionOf(timeline: Timeline, leader: ServerTimeline, term: number): Election | undefined {
  const steps = [...leader.role.steps, ...leader.currentTerm.steps].sort((one, other) => one - other)
  const step = steps.find((at) => leader.role.at(at) === 'leader' && leader.currentTerm.at(at) === term)
  if (step === undefined) return undefined
  const votes: Vote[] = []
  for (const voter of timeline.servers) {
    const voted = voteOf(timeline, voter, leader.id, term, step)
    if (voted === undefined) continue
    if (voter === leader || timeline.told(voter.id, leader.id, voted, step))
      votes.push({ voter, step: voted })
  }
  const voters = votes.map(({ voter }) => voter.id)
  return { leader, term, step, members: membersOf(timeline, leader, step), votes, voters }
}

/** Who elected it, as a set to draw. */
export const electedBy = ({ leader, term, step, members, voters }: Election): Quorum => ({
  name: `elected ${leader.id}`,
  term,
  ...drawnMembers(members),
  servers: voters,
  step,
})

/** Who elected a candidate or, where it did not lead, who voted for it in vain. */
export function votersFor(timeline: Timeline, id: NodeId, term: number): readonly Quorum[] {
  const candidate = timeline.server(id)
  if (candidate === undefined) return []
  const election = electionOf(timeline, candidate, term)
  if (election !== undefined) return [electedBy(election)]
  const votes = timeline.servers.flatMap((voter) => {
    const step = voteOf(timeline, voter, id, term)
    return step === undefined ? [] : [{ voter: voter.id, step }]
  })
  const step = votes.reduce((last, vote) => Math.max(last, vote.step), 0)
  if (step === 0) return []
  return [
    {
      name: `voted for ${id}`,
      term,
      ...drawnMembers(membersOf(timeline, candidate, step)),
      servers: votes.map(({ voter }) => voter),
      step,
    },
  ]
}

/** All elections that were seen, in the order of their terms. */
export function electionsOf(timeline: Timeline): readonly Election[] {
  const elections: Election[] = []
  for (const server of timeline.servers) {
    const seen = new Set<number>()
    for (const step of [...server.role.steps, ...server.currentTerm.steps]) {
      const term = server.currentTerm.at(step)
      if (server.role.at(step) !== 'leader' || term === undefined || seen.has(term)) continue
      seen.add(term)
      const election = electionOf(timeline, server, term)
      if (election !== undefined) elections.push(election)
    }
  }
  return elections.sort((one, other) => one.term - other.term || one.step - other.step)
}

/** Where the candidate's log ended as this voter was told, or as it stood when the candidate asked it. */
export function candidateEnd(timeline: Timeline, candidate: ServerTimeline, vote: Vote): LogEnd | undefined {
  const request = timeline.delivered(vote.step)
  if (request?.from !== candidate.id) return undefined
  return claimOf(request.body) ?? (timeline.showsLogs ? candidate.endAt(request.sentIn) : undefined)
}

/** Whether the first log end is older than the second (§5.4.1): a lower last term, or the same and a lower index. */
export const isOlder = (one: LogEnd, other: LogEnd): boolean =>
  one.term < other.term || (one.term === other.term && one.index < other.index)
