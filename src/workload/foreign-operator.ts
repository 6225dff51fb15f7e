import { elementAt } from '../base/element-at.ts'
import type { NodeId } from '../base/node-id.ts'
import type { OperatorCall } from './operator-plan.ts'

/** Which calls an operator may make. */
export interface OperatorAbilities {
  readonly membership: boolean
  readonly transfer: boolean
}

/**
 * The calls of an operator as any Raft takes them: one server at a time joins or leaves, there are no learners, and
 * who is to lead is named.
 */
export function plainCalls(
  calls: readonly OperatorCall[],
  { membership, transfer }: OperatorAbilities,
  nodes: readonly NodeId[],
): readonly OperatorCall[] {
  return calls.flatMap((call, position): OperatorCall[] => {
    const { think } = call
    if (call.f === 'transfer-leadership') {
      const value = call.value ?? elementAt(nodes, position % nodes.length)
      return transfer ? [{ think, f: call.f, value }] : []
    }
    if (call.f === 'take-snapshot') return [call]
    if (!membership) return []
    const { add = [], remove = [], learners = [] } = call.value
    return [
      ...add.map((id) => ({ add: [id] })),
      ...[...remove, ...learners].map((id) => ({ remove: [id] })),
    ].map((value) => ({ think, f: call.f, value }))
  })
}
