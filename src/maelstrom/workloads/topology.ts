import { didYouMean } from '../../base/did-you-mean.ts'
import { InputError } from '../../base/input-error.ts'

type Neighbours = Record<string, string[]>

/** Nodes in rows of a square; each knows those beside it. */
function grid(nodes: readonly string[]): [number, number][] {
  const side = Math.ceil(Math.sqrt(nodes.length))
  return nodes.flatMap((_, at) => [
    ...((at + 1) % side !== 0 ? [[at, at + 1] as [number, number]] : []),
    [at, at + side] as [number, number],
  ])
}

const tree =
  (branches: number) =>
  (nodes: readonly string[]): [number, number][] =>
    nodes.slice(1).map((_, at) => [Math.floor(at / branches), at + 1])

const topologies: { readonly [name: string]: (nodes: readonly string[]) => [number, number][] } = {
  grid,
  line: (nodes) => nodes.map((_, at) => [at, at + 1]),
  total: (nodes) =>
    nodes.flatMap((_, a) => nodes.slice(a + 1).map((_, b): [number, number] => [a, a + 1 + b])),
  tree: tree(2),
  tree2: tree(2),
  tree3: tree(3),
  tree4: tree(4),
}

export const topologyNames: readonly string[] = Object.keys(topologies)

/**
 * Whom each node is told to be its neighbours: `grid` (default), `line`, `tree`, `tree2`, `tree3`, `tree4`, `total`.
 * @throws InputError when there is no topology of that name.
 */
export function neighbours(name: string, nodes: readonly string[]): Neighbours {
  const links = Object.hasOwn(topologies, name) ? topologies[name]?.(nodes) : undefined
  if (links === undefined)
    throw new InputError(
      `must be one of ${topologyNames.join(', ')}; got "${name}"${didYouMean(name, topologyNames)}`,
      { option: 'topology' },
    )
  const around: Neighbours = Object.fromEntries(nodes.map((id) => [id, []]))
  for (const [a, b] of links) {
    const [one, other] = [nodes[a], nodes[b]]
    if (one === undefined || other === undefined) continue
    around[one]?.push(other)
    around[other]?.push(one)
  }
  return around
}
