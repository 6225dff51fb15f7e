import { minorityOf, type FaultPlan } from '../../nemesis/index.ts'
import type { NodeId } from '../base/node-id.ts'
import type { Cluster } from '../sim/cluster.ts'

/** The servers that a lasting fault takes away; empty when they are no minority, as in a smaller cluster than it was drawn for. */
export function lostOf(lasting: FaultPlan | undefined, members: readonly NodeId[]): readonly NodeId[] {
  const { nodes } = (lasting ?? {}) as { readonly nodes?: unknown }
  const lost = Array.isArray(nodes) ? members.filter((id) => nodes.includes(id)) : []
  return lost.length <= minorityOf(members.length) ? lost : []
}

/**
 * The same servers, where the others can do without them whatever list of members counts; else none. Lists that a server shows may
 * be one that nobody has decided yet, and until the end of the run all become members, those that are lost perhaps first.
 */
export function spared(lost: readonly NodeId[], { members, processes }: Cluster): readonly NodeId[] {
  const isLost = (id: NodeId): boolean => lost.includes(id)
  if (lost.length > minorityOf(members.length)) return []
  const lists = processes.flatMap(({ id, live }) => {
    const membership = isLost(id) ? undefined : live?.membership
    return membership === undefined ? [] : [membership.voters, membership.outgoing]
  })
  const suffices = (voters: readonly NodeId[]): boolean => {
    const left = voters.filter((id) => !isLost(id)).length
    return voters.length === 0 || 2 * left > left + lost.length
  }
  return lists.every(suffices) ? lost : []
}
