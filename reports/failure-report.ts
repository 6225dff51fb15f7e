import type { Diagnosis } from '../checkers/diagnosis/diagnosis.ts'
import { present } from '../src/base/assert.ts'
import type { MinimizedFailure, RunRecord } from '../src/record/run-record.ts'
import type { Trace } from '../src/record/trace.ts'
import type { Violation } from '../src/record/verdict.ts'

/** What the machine and the programs were. Everything optional: a report says "not recorded" for the rest. */
export interface ReportEnvironment {
  readonly whitewater?: string
  readonly node?: string
  readonly os?: string
  readonly arch?: string
  /** Version or hash of the checker's WebAssembly core. */
  readonly wasm?: string
}

/** Everything a renderer needs to know about one failure. */
export interface FailureReport {
  /** The run as it failed first. Its trace is shown as "full run" when it is there. */
  readonly record: RunRecord
  readonly minimized?: MinimizedFailure
  /** Where `report.html` lies, as the reader should type it. */
  readonly reportPath?: string
  /** The whole command line that shows this failure again; empty where none can. */
  readonly replayCommand: string
  /** The whole command line that judges its history again, of a run that cannot be made again. */
  readonly checkCommand?: string
  readonly environment?: ReportEnvironment
  /** How many replays were made to confirm it, and how many gave the same digest. */
  readonly replayed?: { readonly runs: number; readonly same: number }
  /** Wall time of the minimizer in milliseconds. */
  readonly minimizeMillis?: number
  /** Version of the subject, where the target knows it. */
  readonly targetVersion?: string
  /** Of a run that is rendered again: what did not lie in its folder any more, and what is not shown therefore. */
  readonly missing?: readonly string[]
}

/** What is told of a failure beside its record: kept in `run.json`, so that it can be rendered again. */
export type KeptWithRun = Pick<
  FailureReport,
  'environment' | 'replayed' | 'minimizeMillis' | 'targetVersion' | 'checkCommand'
> & {
  /** Whether its trace was written beside it. */
  readonly traced?: boolean
}

/** Why there is no command that makes the run again, and what there is instead. */
export const NO_REPLAY_TEXT =
  'it ran on real servers, in real time: it cannot be made again, and is not minimized. run.json has its plan.'

/** The run a reader looks at: the minimized one when there is one, else the original. */
export interface ShownRun {
  readonly record: RunRecord
  readonly violation: Violation
  readonly trace: Trace | undefined
  /** First letter of its step ids: `m14` is step 14 of the minimized run, `o3629` of the original. */
  readonly prefix: 'm' | 'o'
}

export function shownRun(failure: FailureReport): ShownRun {
  const { record, minimized } = failure
  if (minimized?.record.violation !== undefined) {
    const { violation, trace } = minimized.record
    return { record: minimized.record, violation, trace, prefix: 'm' }
  }
  const violation = present(record.violation, 'the violation of a failed run')
  return { record, violation, trace: record.trace, prefix: 'o' }
}

/** Steps that the verdict names, in its proof or its facts, or its diagnosis: the ones every renderer marks. */
export function namedSteps(violation: Violation, diagnosis: Diagnosis | undefined): ReadonlySet<number> {
  const steps = new Set<number>([violation.step])
  for (const fact of violation.facts) steps.add(fact.step)
  for (const clause of violation.proof) if (clause.step !== undefined) steps.add(clause.step)
  for (const { step } of diagnosis?.because ?? []) if (step !== undefined) steps.add(step)
  return steps
}

/** The command that a reader types next: it makes the run again or, where nothing can, judges its history again. */
export const nextCommand = ({ replayCommand, checkCommand = '' }: FailureReport): string =>
  replayCommand === '' ? checkCommand : replayCommand
