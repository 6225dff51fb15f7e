import { components } from './components.ts'
import type { Dependency, DependencyGraph, DependencyKind } from './dependency-graph.ts'

/** A cycle through one dependency of kind `through`, all others of the kinds `over`. */
export interface CycleShape {
  readonly through: DependencyKind
  readonly over: readonly DependencyKind[]
}

/**
 * The shortest cycle of a shape, its `through` dependency first; undefined when there is none.
 * When `outOfTime` says so, the shortest one found so far, or `'unknown'`.
 */
export function shortestCycle(
  graph: DependencyGraph,
  { through, over }: CycleShape,
  outOfTime: () => boolean,
): readonly Dependency[] | 'unknown' | undefined {
  const kinds = new Set(over)
  const component = components(graph, new Set([...over, through]))
  let best: readonly Dependency[] | undefined
  for (const { id } of graph.transactions) {
    for (const first of graph.from(id)) {
      if (first.kind !== through || component[first.from] !== component[first.to]) continue
      if (outOfTime()) return best ?? 'unknown'
      const rest = shortestPath(graph, first.to, first.from, kinds, component, (best?.length ?? Infinity) - 2)
      if (rest !== undefined) best = [first, ...rest]
      if (best?.length === 2) return best
    }
  }
  return best
}

/** Breadth first, inside the component of the two ends, at most `longest` dependencies. */
function shortestPath(
  graph: DependencyGraph,
  from: number,
  to: number,
  kinds: ReadonlySet<DependencyKind>,
  component: Int32Array,
  longest: number,
): Dependency[] | undefined {
  const reachedBy = new Map<number, Dependency | undefined>([[from, undefined]])
  let layer = [from]
  for (let length = 1; length <= longest && layer.length > 0; length++) {
    const next: number[] = []
    for (const node of layer) {
      for (const dependency of graph.from(node)) {
        const reached = dependency.to
        if (!kinds.has(dependency.kind) || component[reached] !== component[from] || reachedBy.has(reached))
          continue
        reachedBy.set(reached, dependency)
        if (reached === to) return pathTo(to, reachedBy)
        next.push(reached)
      }
    }
    layer = next
  }
  return undefined
}

function pathTo(to: number, reachedBy: ReadonlyMap<number, Dependency | undefined>): Dependency[] {
  const path: Dependency[] = []
  for (let step = reachedBy.get(to); step !== undefined; step = reachedBy.get(step.from)) path.unshift(step)
  return path
}
