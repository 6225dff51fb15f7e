import type { DependencyGraph, DependencyKind } from './dependency-graph.ts'

/**
 * Tarjan's strongly connected components over dependencies of the given kinds, without recursion: the number
 * of its component for each transaction. Two transactions lie on a common cycle just when theirs are equal.
 */
export function components(graph: DependencyGraph, kinds: ReadonlySet<DependencyKind>): Int32Array {
  const count = graph.transactions.length
  const component = new Int32Array(count).fill(-1)
  const order = new Int32Array(count).fill(-1)
  const low = new Int32Array(count)
  const next = new Int32Array(count)
  const open: number[] = []
  let visited = 0
  let found = 0
  for (let root = 0; root < count; root++) {
    if (order[root] !== -1) continue
    const path = [root]
    while (path.length > 0) {
      const node = path.at(-1) as number
      if (order[node] === -1) {
        order[node] = low[node] = visited++
        open.push(node)
      }
      const position = next[node] as number
      next[node] = position + 1
      const dependency = graph.from(node)[position]
      if (dependency !== undefined) {
        if (!kinds.has(dependency.kind)) continue
        const { to } = dependency
        if (order[to] === -1) path.push(to)
        else if (component[to] === -1) low[node] = Math.min(low[node] as number, order[to] as number)
        continue
      }
      path.pop()
      const parent = path.at(-1)
      if (parent !== undefined) low[parent] = Math.min(low[parent] as number, low[node] as number)
      if (low[node] !== order[node]) continue
      for (;;) {
        const member = open.pop() as number
        component[member] = found
        if (member === node) break
      }
      found++
    }
  }
  return component
}
