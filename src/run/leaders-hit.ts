import type { NodeId } from '../base/node-id.ts'
import type { Micros } from '../base/time.ts'
import type { FaultRecord } from '../record/run-record.ts'

/** Who was elected when. */
export interface Elected {
  readonly at: Micros
  readonly node: NodeId
}

/** How often a fault hit the server that was elected last. */
export function leadersHit(faults: readonly FaultRecord[], leaders: readonly Elected[]): number {
  const activations = faults.flatMap((fault) => fault.activations)
  return activations.filter(({ from, nodes }) => {
    const leader = leaders.findLast(({ at }) => at <= from)
    return leader !== undefined && nodes.includes(leader.node)
  }).length
}
