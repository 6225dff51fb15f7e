import type { Anomaly, AnomalyKind } from './anomaly.ts'
import type { Dependency, DependencyGraph } from './dependency-graph.ts'
import { shortestCycle } from './shortest-cycle.ts'
import type { CycleShape } from './shortest-cycle.ts'
import { wording } from './wording.ts'

/** Adya's cycles, the worst first. With `rt` they break strict serializability, without it serializability. */
const shapes: readonly (CycleShape & { readonly kind: AnomalyKind })[] = [
  { kind: 'G0', through: 'ww', over: ['ww'] },
  { kind: 'G1c', through: 'wr', over: ['ww', 'wr'] },
  { kind: 'G-single', through: 'rw', over: ['ww', 'wr'] },
  { kind: 'G2', through: 'rw', over: ['ww', 'wr', 'rw'] },
  { kind: 'G0-realtime', through: 'ww', over: ['ww', 'rt'] },
  { kind: 'G1c-realtime', through: 'wr', over: ['ww', 'wr', 'rt'] },
  { kind: 'G-single-realtime', through: 'rw', over: ['ww', 'wr', 'rt'] },
  { kind: 'G2-realtime', through: 'rw', over: ['ww', 'wr', 'rw', 'rt'] },
]

/** The worst kind of cycle there is, by its shortest example; `'unknown'` when time ran out before. */
export function cycleAnomaly(
  graph: DependencyGraph,
  outOfTime: () => boolean,
): Anomaly | 'unknown' | undefined {
  for (const shape of shapes) {
    const cycle = shortestCycle(graph, shape, outOfTime)
    if (cycle === 'unknown') return 'unknown'
    if (cycle !== undefined) return explained(graph, cycle, shape.kind)
  }
  return undefined
}

/** Elle's form: the transactions, why each precedes the next, and the last step that cannot be. */
function explained(graph: DependencyGraph, cycle: readonly Dependency[], kind: AnomalyKind): Anomaly {
  const transactions = cycle.flatMap(({ from }) => graph.transactions[from] ?? [])
  const nameOf = (id: number): string =>
    `T${transactions.findIndex((transaction) => transaction.id === id) + 1}`
  const steps = cycle.map((dependency) => {
    const [from, to] = [nameOf(dependency.from), nameOf(dependency.to)]
    return `${from} < ${to}, because ${reason(dependency, from, to)}`
  })
  return {
    kind,
    headline: `${kind}: ${transactions.length} transactions each come before the next, and the last before the first`,
    proof: [
      ...transactions.map((transaction, i) => ({
        kind: 'let' as const,
        text: `T${i + 1} = ${wording(transaction)}.`,
      })),
      ...steps.slice(0, -1).map((text) => ({ kind: 'then' as const, text: `${text}.` })),
      { kind: 'however', text: `${steps.at(-1)}: a contradiction!` },
    ],
    transactions,
  }
}

function reason({ kind, key, before, after }: Dependency, from: string, to: string): string {
  switch (kind) {
    case 'ww':
      return `${to} appended ${after} after ${from} appended ${before} to ${key}`
    case 'wr':
      return `${to} observed ${from}'s append of ${before} to ${key}`
    case 'rw':
      return `${from} did not observe ${to}'s append of ${after} to ${key}`
    case 'rt':
      return `${from} returned before ${to} was invoked`
  }
}
