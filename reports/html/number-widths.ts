import { millisText } from '../quantities.ts'
import type { ColumnTrace } from './schema.ts'
import { stepOf } from './step-rows.ts'

/** Width of a digit, of the mark at a named step, and of the gap to the next column; pixels. */
const DIGIT = 7.6
const MARK = 26
const GAP = 10
/** Least widths: those of a short run. */
const NUMBER = 46
const TIME = 62

/** How wide the columns of step numbers and times are, in pixels: a run of an hour has longer ones. */
export function numberWidths(trace: ColumnTrace | null): { readonly number: number; readonly time: number } {
  if (trace === null) return { number: NUMBER, time: TIME }
  const digits = String(stepOf(trace, trace.t.length - 1)).length
  let time = 0
  let longest = 0
  for (const delta of trace.t) {
    time += delta
    longest = Math.max(longest, millisText(time).length)
  }
  return {
    number: Math.max(NUMBER, Math.ceil(MARK + digits * DIGIT + GAP)),
    time: Math.max(TIME, Math.ceil(longest * DIGIT + GAP)),
  }
}
