import type { NodeId } from '../../src/base/node-id.ts'
import type { Quorum } from './diagnosis.ts'
import type { Members, ServerTimeline } from './server-timeline.ts'
import type { Timeline } from './timeline.ts'

/** Whose majority decides, as that server knows it; all servers where none shows another set. */
export const membersOf = (timeline: Timeline, server: ServerTimeline, step: number): Members =>
  server.members.at(step) ?? { voters: timeline.nodes }

/** The members of a quorum, as it is drawn. */
export const drawnMembers = ({ voters, outgoing = [] }: Members): Pick<Quorum, 'members' | 'outgoing'> => ({
  members: voters,
  ...(outgoing.length === 0 ? {} : { outgoing }),
})

/** All who decide: while two sets do (joint consensus, §6), those of both. */
export const decidersOf = ({ voters, outgoing = [] }: Members): readonly NodeId[] => [
  ...new Set([...voters, ...outgoing]),
]

/** Whether these servers are a majority of the members, and of the members before while both decide. */
export function isMajority(servers: readonly NodeId[], { voters, outgoing = [] }: Members): boolean {
  const isHalf = (set: readonly NodeId[]): boolean =>
    servers.filter((server) => set.includes(server)).length * 2 > set.length
  return isHalf(voters) && (outgoing.length === 0 || isHalf(outgoing))
}

/** `n1, n2 and n3`, or `n1, n4 and n5 together with n1, n2 and n3`. */
export const isSameMembers = (one: Members, other: Members): boolean =>
  [...one.voters].sort().join() === [...other.voters].sort().join() &&
  [...(one.outgoing ?? [])].sort().join() === [...(other.outgoing ?? [])].sort().join()
