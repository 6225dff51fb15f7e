import { elementAt } from '../../src/base/element-at.ts'
import { EVERY_KIND } from './dependency.ts'
import type { DependencyKinds } from './dependency.ts'
import type { OrderGraph } from './order-graph.ts'

/**
 * Tarjan's strongly connected components over edges of the given kinds, without recursion: the number of its component
 * for each node, and how many nodes each component has. Two nodes lie on a common cycle just when theirs are equal.
 */
export function components(
  { nodes, offsets, targets, kinds }: OrderGraph,
  over: DependencyKinds,
): { readonly of: Int32Array; readonly sizes: readonly number[] } {
  const component = new Int32Array(nodes).fill(-1)
  const order = new Int32Array(nodes).fill(-1)
  const low = new Int32Array(nodes)
  const next = offsets.slice(0, nodes)
  const open: number[] = []
  const sizes: number[] = []
  const path: number[] = []
  let visited = 0
  for (let root = 0; root < nodes; root++) {
    if (order[root] !== -1) continue
    path.push(root)
    while (path.length > 0) {
      const node = elementAt(path, path.length - 1)
      if (order[node] === -1) {
        order[node] = low[node] = visited++
        open.push(node)
      }
      const edge = next[node] as number
      if (edge < (offsets[node + 1] as number)) {
        next[node] = edge + 1
        if (((kinds[edge] as number) & over) === 0) continue
        const to = targets[edge] as number
        if (order[to] === -1) path.push(to)
        else if (component[to] === -1) low[node] = Math.min(low[node] as number, order[to] as number)
        continue
      }
      path.pop()
      const parent = path[path.length - 1]
      if (parent !== undefined) low[parent] = Math.min(low[parent] as number, low[node] as number)
      if (low[node] !== order[node]) continue
      let size = 0
      for (;;) {
        const member = open.pop() as number
        component[member] = sizes.length
        size++
        if (member === node) break
      }
      sizes.push(size)
    }
  }
  return { of: component, sizes }
}

export function hasCycle(graph: OrderGraph): boolean {
  return components(graph, EVERY_KIND).sizes.some((size) => size > 1)
}
