import type { Plan } from './plan.ts'
import type { RunResult } from './run-result.ts'

/** A run that was made: what was planned, and what came of it. */
export interface MadeRun {
  readonly plan: Plan
  readonly result: RunResult
  /** Why it ended early, from outside: nothing else of it is known. */
  readonly ended?: 'undecided' | 'died'
}
