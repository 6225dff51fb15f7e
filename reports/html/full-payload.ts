import { createHash } from 'node:crypto'
import type { Trace } from '../../src/record/trace.ts'
import { packed } from './packed.ts'
import { fullColumns } from './run/full-columns.ts'
import { packedRun } from './run/packed-run.ts'
import type { Lane, Report } from './schema.ts'

/** The original run as it stands in the page: what is in it, and the inert text. */
export interface FullPayload {
  readonly about: NonNullable<Report['full']>
  readonly text: string
}

const MAX_EVENTS = 100_000
/** Base64 characters, so that the page stays under 8 MB with all the rest. */
const MAX_TEXT = 7_000_000

/**
 * The original run by columns, gzip and base64. Over a hundred thousand events or seven megabytes only the last up to the step
 * `breach` are kept, with what each server was before; `about.window` says from where.
 */
export function fullPayload(trace: Trace, lanes: readonly Lane[], breach: number): FullPayload {
  let embedded = Math.min(trace.steps.length, MAX_EVENTS)
  for (;;) {
    const until = embedded < trace.steps.length ? breach : trace.steps.length
    const from = Math.max(0, until - embedded)
    const run = fullColumns(trace, lanes, from, until)
    const bytes = packedRun(run)
    const text = packed(bytes)
    if (text.length > MAX_TEXT && embedded > 1) {
      embedded = Math.floor(Math.min(embedded, run.t.length) / 2)
      continue
    }
    const window =
      run.t.length < trace.steps.length ? { fromSeq: run.first, kept: 'before-breach' as const } : undefined
    return {
      about: {
        events: trace.steps.length,
        embedded: run.t.length,
        ...(window === undefined ? {} : { window }),
        payload: 'ww-full',
        sha256: createHash('sha256').update(bytes).digest('hex'),
      },
      text,
    }
  }
}
