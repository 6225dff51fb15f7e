import type { FailureReport } from '../../reports/index.ts'
import type { Script } from '../record/decision.ts'
import type { Trace } from '../record/trace.ts'
import type { Plan } from '../run/plan.ts'

/** A failure that was just made again: all that an exported file is written from. */
export interface ExportedRun {
  /** As the user names it, from the folder of the command. */
  readonly target: string
  readonly plan: Plan
  /** Absent: the run follows its plan, in virtual time. */
  readonly script?: Script
  readonly report: FailureReport
  readonly signature: string
  readonly trace: Trace
}
