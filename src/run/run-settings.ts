import type { Judged } from './scenario.ts'
import type { Violation } from '../record/verdict.ts'

export interface RunSettings {
  /** Keep the trace and the decisions. Default false: a dark run keeps only what the checkers need. */
  readonly traced?: boolean
  /** Nothing behind this step is kept: of a long run what matters is what came up to the breach. Default: all is. */
  readonly until?: number
  /** The trace is only to tell which rules were not kept: of a run too long for that none is kept. Default false. */
  readonly explaining?: boolean
  /** Gather the features of the run, where it keeps no trace; they change nothing of it. Default false. */
  readonly features?: boolean
  /** Catch servers that write to messages they sent or received. Default false. */
  readonly strict?: boolean
  /** Most steps of the linearizability search before it gives up. Default 5,000,000. */
  readonly checkerSteps?: number
  /** Leave out the check of the history; for the minimizer, when what broke is an invariant. */
  readonly skipHistory?: boolean
  /** Told of the virtual time, in microseconds, now and then in a long run. */
  onProgress?(now: number): void
  /** Told that the run has come to its end and broke something, before it is made once more to see why. */
  onMade?(): void
  /** A breach that only the scenario knows of. */
  judge?(run: Judged): Violation | undefined
}
