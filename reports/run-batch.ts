import type { KnownCount } from '../src/record/known-count.ts'
import type { FailureReport } from './failure-report.ts'

/** Runs of one scenario over a range of seeds: one test case for a CI server. */
export interface RunBatch {
  readonly scenario: string
  /** The seeds in words, such as `0x1 to 0x32`. */
  readonly seeds: string
  readonly runs: number
  /** Wall seconds. */
  readonly seconds: number
  /** Runs that went on past each known signature. */
  readonly known?: readonly KnownCount[]
  readonly failures: readonly FailureReport[]
  /** Runs that proved nothing, with the reason. */
  readonly unknown: readonly { readonly seed: string; readonly because: string }[]
}
