import { elementAt } from '../../src/base/element-at.ts'
import type { OrderGraph } from './order-graph.ts'

/**
 * By node, when it is due: at the first return of a transaction that it precedes. A transaction of unknown outcome never
 * returns, but who saw its effect does. The graph has no cycle.
 */
export function dueTimes(graph: OrderGraph, returned: (transaction: number) => number): Float64Array {
  const { nodes, events, offsets, targets, snapshot } = graph
  const due = new Float64Array(nodes).fill(Infinity)
  for (let node = 0; node < events; node++) due[node] = returned(snapshot ? node >> 1 : node)
  const waitsFor = new Int32Array(nodes)
  for (const target of targets) waitsFor[target] = (waitsFor[target] as number) + 1
  const order: number[] = []
  for (let node = 0; node < nodes; node++) if (waitsFor[node] === 0) order.push(node)
  for (let i = 0; i < order.length; i++) {
    const node = elementAt(order, i)
    for (let edge = offsets[node] as number; edge < (offsets[node + 1] as number); edge++) {
      const target = targets[edge] as number
      const left = (waitsFor[target] as number) - 1
      waitsFor[target] = left
      if (left === 0) order.push(target)
    }
  }
  for (let i = order.length - 1; i >= 0; i--) {
    const node = elementAt(order, i)
    for (let edge = offsets[node] as number; edge < (offsets[node + 1] as number); edge++)
      due[node] = Math.min(due[node] as number, due[targets[edge] as number] as number)
  }
  return due
}
