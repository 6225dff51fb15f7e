import type { ColumnTrace, TraceGap } from './schema.ts'

const none: readonly TraceGap[] = []

/** The number of the step that stands in a row. */
export function stepOf(trace: ColumnTrace, row: number): number {
  let step = trace.first + row
  for (const gap of trace.gaps ?? none) {
    if (gap.event > row) break
    step += gap.steps
  }
  return step
}

/** Row of a step of this trace; undefined when it is not part of it. */
export function rowOf(trace: ColumnTrace, step: number): number | undefined {
  const row = rowFrom(trace, step)
  return row < trace.t.length && stepOf(trace, row) === step ? row : undefined
}

/** Row of the first step from this one on that is part of the trace; as many as there are rows when none is. */
export function rowFrom(trace: ColumnTrace, step: number): number {
  let row = Math.max(0, step - trace.first)
  for (const gap of trace.gaps ?? none) {
    if (gap.event > row) break
    // inside the gap: the row after it
    row = Math.max(gap.event, row - gap.steps)
  }
  return Math.min(row, trace.t.length)
}

/** The gap right before a row. */
export const gapBefore = (trace: ColumnTrace, row: number): TraceGap | undefined =>
  trace.gaps?.find((gap) => gap.event === row)
