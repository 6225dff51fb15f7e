import type { DependencyGraph } from './dependency-graph.ts'

/**
 * Adds that a transaction which returned before another was invoked comes before it. Only the pairs that do
 * not follow from others are added: as many as transactions times those running at once, not their square.
 */
export function addRealTime(graph: DependencyGraph): void {
  const events = graph.transactions
    .filter(({ status }) => status !== 'aborted')
    .flatMap(({ id, operation }) => [
      { at: operation.invoked, id, returns: false },
      // what never returned precedes nothing
      ...(operation.returned < Infinity ? [{ at: operation.returned, id, returns: true }] : []),
    ])
    .sort((a, b) => a.at - b.at)
  /** Those that returned and that no other one that returned since was invoked after. */
  const frontier = new Set<number>()
  const before = new Map<number, readonly number[]>()
  for (const { id, returns } of events) {
    if (!returns) {
      before.set(id, [...frontier])
      for (const earlier of frontier) graph.add({ from: earlier, to: id, kind: 'rt' })
      continue
    }
    for (const earlier of before.get(id) ?? []) frontier.delete(earlier)
    frontier.add(id)
  }
}
