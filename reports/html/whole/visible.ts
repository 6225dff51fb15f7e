import { NEVER } from './client-lanes.ts'
import type { BrowsedHistory } from './browsed.ts'

/**
 * The operations of a lane that the events from `first` up to `end` show, as a range of the lane's list: those called
 * there, and the one before them, which may reach in.
 */
export function visibleRange(
  { lanes, from }: BrowsedHistory,
  lane: number,
  first: number,
  end: number,
): readonly [begin: number, end: number] {
  const list = lanes.operations[lane] ?? new Uint32Array()
  const called = (event: number): number => {
    let [low, high] = [0, list.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((from[list[middle] ?? 0] ?? 0) < event) low = middle + 1
      else high = middle
    }
    return low
  }
  return [Math.max(0, called(first) - 1), called(end)]
}

/** The event up to which an operation is drawn: that of its outcome, else of what its lane does next; undefined: to the end. */
export function lastEvent(history: BrowsedHistory, lane: number, index: number): number | undefined {
  const list = history.lanes.operations[lane]
  const told = history.to[list?.[index] ?? 0]
  if (told !== NEVER) return told
  const next = list?.[index + 1]
  return next === undefined ? undefined : history.from[next]
}
