import type { Micros } from '../src/base/time.ts'
import type { Trace, TraceStep } from '../src/record/trace.ts'

/** What a disk made durable late: the step that wrote it, and the time since then where the run has a clock. */
export interface LateSync {
  readonly wrote: number
  readonly after?: Micros
}

/** So many times the usual time is late. */
const MANY_TIMES = 5

/**
 * The syncs that came late, by step. In a script a disk syncs in the step that writes, unless that is what the script decides; on a
 * clock late is what took much longer than the median.
 */
export function lateSyncs({ steps }: Trace, isScripted: boolean): ReadonlyMap<number, LateSync> {
  const waits = steps.flatMap((step) => waitOf(step, steps))
  if (isScripted) return new Map(waits.map(({ step, wrote }) => [step, { wrote }]))
  const sorted = waits.map(({ after }) => after).sort((a, b) => a - b)
  const usual = sorted[sorted.length >> 1] ?? 0
  const late = waits.filter(({ after }) => usual > 0 && after > MANY_TIMES * usual)
  return new Map(late.map(({ step, wrote, after }) => [step, { wrote, after }]))
}

function waitOf(
  { step, kind, cause, time }: TraceStep,
  steps: readonly TraceStep[],
): { readonly step: number; readonly wrote: number; readonly after: Micros }[] {
  const wrote = cause === undefined ? undefined : steps[cause - 1]
  if (kind !== 'synced' || wrote === undefined) return []
  return [{ step, wrote: wrote.step, after: time - wrote.time }]
}
