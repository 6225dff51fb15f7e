import type { DrawnOperation } from './timeline.ts'

/** What lies between two events that follow each other in the picture. */
export interface Interval {
  /** Operations that take effect there, in that order. */
  readonly effects: readonly number[]
  /** Events of the history between the two, which are not drawn; none after the last call, when they tell nothing. */
  readonly skipped: number
  /** Whether an operation returns before and one is called after: only this tells one earlier than the other. */
  readonly divides: boolean
}

/** The order of events as columns: only events of drawn operations have one. */
export interface Columns {
  /** The column of an event position. */
  of(position: number): number
  /** By column, what comes after it; the last is what comes after all events. */
  readonly intervals: readonly Interval[]
}

/** `order`: those of the operations that are in an order that works, in that order. */
export function columnsOf(operations: readonly DrawnOperation[], order: readonly DrawnOperation[]): Columns {
  const events = operations.flatMap(({ invoked, returned }) => [invoked, returned])
  const positions = [...new Set(events.filter(Number.isFinite))].sort((a, b) => a - b)
  const column = new Map(positions.map((position, index) => [position, index]))
  const of = (position: number): number => column.get(position) ?? positions.length
  const effects = effectsOf(order, of)
  const calls = new Set(operations.map(({ invoked }) => invoked))
  const lastCall = operations.reduce((last, { invoked }) => Math.max(last, invoked), -Infinity)
  const intervals = positions.map((position, index) => {
    const next = positions[index + 1]
    return {
      effects: effects.get(index) ?? [],
      skipped: next === undefined || position >= lastCall ? 0 : next - position - 1,
      divides: next !== undefined && !calls.has(position) && calls.has(next),
    }
  })
  return { of, intervals }
}

/** Each takes effect as early as it can, after its invocation and after those before it in the order. */
function effectsOf(
  order: readonly DrawnOperation[],
  of: (position: number) => number,
): Map<number, number[]> {
  const effects = new Map<number, number[]>()
  let earliest = 0
  for (const { id, invoked } of order) {
    earliest = Math.max(earliest, of(invoked))
    const there = effects.get(earliest)
    if (there === undefined) effects.set(earliest, [id])
    else there.push(id)
  }
  return effects
}
