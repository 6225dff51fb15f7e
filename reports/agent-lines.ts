import { diagnosisOf } from './diagnosis.ts'
import { nextCommand, shownRun, type FailureReport } from './failure-report.ts'
import { safeLines } from './safe-lines.ts'
import { visibleText } from './visible-text.ts'

/** What the last line says. */
export interface AgentEnd {
  readonly result: string
  readonly exit: number
  readonly runs: number
  readonly failed: number
  readonly undecided: number
  /** Runs of each signature. */
  readonly signatures: { readonly [signature: string]: number }
  /** What went wrong besides, or was not done, in words; default: nothing. */
  readonly remarks?: readonly string[]
}

/** A failure as one line of JSON for a program that reads along: what broke, why, and what to type next. */
export function agentFailureLine(failure: FailureReport): string {
  const { violation, prefix } = shownRun(failure)
  const { record, minimized, reportPath } = failure
  const because = diagnosisOf(failure)
  return line({
    type: 'failure',
    signature: visibleText(record.signature ?? violation.property),
    scenario: visibleText(record.scenario, 120),
    seed: visibleText(record.seed, 80),
    headline: visibleText(violation.headline),
    ...(because === undefined
      ? {}
      : { because: visibleText(because.headline), rule: visibleText(because.rule) }),
    step: `${prefix}${violation.step}`,
    steps: record.counts.steps,
    ...(minimized === undefined ? {} : { minimizedSteps: minimized.after.steps }),
    ...(reportPath === undefined ? {} : { report: visibleText(reportPath, 1000) }),
    ...(nextCommand(failure) === '' ? {} : { next: visibleText(nextCommand(failure), 4000) }),
  })
}

/** The last line: how it ended. */
export const agentEndLine = (end: AgentEnd): string => line({ type: 'end', ...end })

const line = (value: object): string => `${safeLines(JSON.stringify(value))}\n`
