import type { ColumnTrace } from '../schema.ts'
import { rowFrom, rowOf } from '../step-rows.ts'
import type { Geometry } from './geometry.ts'

/** Where a step lies: in its row, or in the fold that holds it. */
export function heightOf(geometry: Geometry, trace: ColumnTrace, step: number): number {
  const row = rowOf(trace, step)
  if (row !== undefined) return geometry.y(row)
  const next = rowFrom(trace, step)
  if (next >= trace.t.length) return geometry.height
  // what is left out inside a fold lies in its line
  return geometry.isFolded(next)
    ? geometry.y(next)
    : Math.max(0, geometry.top(next) - geometry.fold(next) / 2)
}
