import type { FailureReport } from '../failure-report.ts'
import { carriedRun } from './carried-run.ts'
import { reportDocument } from './document.ts'
import { fullPayload, type FullPayload } from './full-payload.ts'
import { lanesOf, MAX_ROWS, reportData } from './report-data.ts'
import type { Report } from './schema.ts'

/** A page and the data inside it. */
export interface FailurePage {
  readonly html: string
  readonly report: Report
}

/**
 * `report.html`: one file that holds everything and loads nothing. The original run goes in as a whole
 * unless it is already there, as the run that is shown step by step.
 */
export function failurePage(failure: FailureReport): FailurePage {
  const full = payloadOf(failure)
  const carried = carriedRun(failure)
  const report = reportData(failure, { full, carried: carried.file })
  const fullRun = full === null ? [] : [{ id: 'ww-full', type: 'text/plain', text: full.text } as const]
  return { html: reportDocument(report, [...fullRun, ...carried.inert]), report }
}

function payloadOf({ record, minimized }: FailureReport): FullPayload | null {
  const { trace, counts, mode, violation } = record
  const isThere = minimized === undefined && (trace?.steps.length ?? 0) <= MAX_ROWS
  if (trace === undefined || isThere) return null
  const lanes = lanesOf(record, trace.steps)
  const { about, text } = fullPayload(trace, lanes, violation?.step ?? trace.steps.length)
  const isPart = mode === undefined && counts.steps > trace.steps.length
  return { about: isPart ? { ...about, ofRun: counts.steps } : about, text }
}
