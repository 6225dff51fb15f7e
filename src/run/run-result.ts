import type { HistoryEvent } from '../record/history-event.ts'
import type { Script } from '../record/decision.ts'
import type { FaultRecord, RunCounts, RunStatus } from '../record/run-record.ts'
import type { Trace } from '../record/trace.ts'
import type { Violation } from '../record/verdict.ts'
import type { Features } from './features/coverage-map.ts'
import type { CoverageMarks } from './coverage-marks.ts'

/** What one run came to. */
export interface RunResult {
  readonly digest: string
  readonly status: RunStatus
  /** Why the status is `unknown`. */
  readonly because?: string
  readonly violation?: Violation
  /** Known signatures that the run went on past, in the order in which they showed; absent: none. */
  readonly known?: readonly string[]
  readonly history: readonly HistoryEvent[]
  readonly faults: readonly FaultRecord[]
  readonly coverageMarks: CoverageMarks
  readonly counts: RunCounts
  /** Only where they were asked for. */
  readonly features?: Features
  /** Only of a traced run. */
  readonly trace?: Trace
  /** The decisions that repeat a traced, timed run without a clock. */
  readonly script?: Script
}
