import type { ColumnTrace, Report } from '../schema.ts'
import { traceEvents } from '../trace-events.ts'
import type { TraceEvent } from '../trace-events.ts'
import { dataText } from './unpack.ts'

/** The data of the page, read once. */
export interface Loaded {
  readonly report: Report
  readonly trace: ColumnTrace
  readonly events: readonly TraceEvent[]
  /** The element of each event. Those that are folded away are out of the document. */
  readonly rows: readonly HTMLElement[]
  /** Row of the breach: where the cursor starts. */
  readonly breach: number
}

export async function readReport(): Promise<Report> {
  return JSON.parse(await dataText('ww-meta')) as Report
}

export function loadedOf(report: Report): Loaded | undefined {
  const trace = report.min
  if (trace === null) return undefined
  const events = traceEvents(trace)
  const breach = events.findIndex((event) => event.id === report.verdict.at)
  const rows = [...document.querySelectorAll<HTMLElement>('.body > .row')]
  return { report, trace, events, rows, breach: breach < 0 ? events.length - 1 : breach }
}
