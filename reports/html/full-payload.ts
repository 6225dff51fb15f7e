import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import type { Trace } from '../../src/record/trace.ts'
import { columnTrace } from './column-trace.ts'
import type { FullRun } from './full-run.ts'
import type { Lane, Report } from './schema.ts'

/** The original run as it stands in the page: what is in it, and the inert text. */
export interface FullPayload {
  readonly about: NonNullable<Report['full']>
  readonly text: string
}

/** Only the frame at the start: a log repeated in many frames would outgrow the events. */
const ONE_FRAME = Number.MAX_SAFE_INTEGER
const MAX_EVENTS = 100_000
/** Base64 characters, so that the page stays under 8 MB with all the rest. */
const MAX_TEXT = 7_000_000

/**
 * The original run, gzip and base64. Over a hundred thousand events or seven megabytes only the last up to the step
 * `breach` are kept, with their complete state; `about.window` says from where.
 */
export function fullPayload(trace: Trace, lanes: readonly Lane[], breach: number): FullPayload {
  let embedded = Math.min(trace.steps.length, MAX_EVENTS)
  for (;;) {
    const until = embedded < trace.steps.length ? breach : trace.steps.length
    const steps = trace.steps.slice(Math.max(0, until - embedded), until)
    const run: FullRun = {
      lanes,
      trace: columnTrace(trace, { prefix: 'o', lanes, steps, every: ONE_FRAME, effects: false }),
    }
    const json = JSON.stringify(run)
    const text = gzipSync(json, { level: 9 }).toString('base64')
    if (text.length > MAX_TEXT && embedded > 1) {
      embedded = Math.floor(Math.min(embedded, steps.length) / 2)
      continue
    }
    const window =
      steps.length < trace.steps.length
        ? { fromSeq: run.trace.first, kept: 'before-breach' as const }
        : undefined
    return {
      about: {
        events: trace.steps.length,
        embedded: steps.length,
        ...(window === undefined ? {} : { window }),
        payload: 'ww-full',
        sha256: createHash('sha256').update(json).digest('hex'),
      },
      text,
    }
  }
}
