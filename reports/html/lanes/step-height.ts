import type { ColumnTrace } from '../schema.ts'
import { rowFrom, rowOf } from '../step-rows.ts'
import { FOLD_HEIGHT } from './geometry.ts'
import type { Geometry } from './geometry.ts'

/** Where a step lies: in its row, or in the fold that holds it. */
export function heightOf(geometry: Geometry, trace: ColumnTrace, step: number): number {
  const row = rowOf(trace, step)
  if (row !== undefined) return geometry.y(row)
  const next = rowFrom(trace, step)
  if (next >= trace.t.length) return geometry.height
  return Math.max(0, geometry.top(next) - FOLD_HEIGHT / 2)
}
