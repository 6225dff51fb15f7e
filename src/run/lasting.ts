import { minorityOf, type FaultPlan } from '../../nemesis/index.ts'
import type { NodeId } from '../base/node-id.ts'

/** The servers that a lasting fault takes away; empty when they are no minority, as in a smaller cluster than it was drawn for. */
export function lostOf(lasting: FaultPlan | undefined, members: readonly NodeId[]): readonly NodeId[] {
  const { nodes } = (lasting ?? {}) as { readonly nodes?: unknown }
  const lost = Array.isArray(nodes) ? members.filter((id) => nodes.includes(id)) : []
  return lost.length <= minorityOf(members.length) ? lost : []
}
