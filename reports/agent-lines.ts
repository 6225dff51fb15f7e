import { diagnosisOf } from './diagnosis.ts'
import { nextCommand, shownRun, type FailureReport } from './failure-report.ts'
import { safeLines } from './safe-lines.ts'
import { visibleText } from './visible-text.ts'

/** What the last line says: of runs, or of histories that were checked. */
export type AgentEnd = Ended &
  (
    | {
        readonly runs: number
        /** Runs of each signature. */
        readonly signatures: { readonly [signature: string]: number }
      }
    | { readonly files: number }
  )

interface Ended {
  readonly result: string
  readonly exit: number
  readonly failed: number
  readonly undecided: number
  /** What went wrong besides, or was not done, in words; default: nothing. */
  readonly remarks?: readonly string[]
}

/** A failure as one line of JSON for a program that reads along: what broke, why, and what to type next. */
export function agentFailureLine(failure: FailureReport): string {
  const { violation, prefix } = shownRun(failure)
  const { record, minimized, reportPath } = failure
  const because = diagnosisOf(failure)
  return agentLine({
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
export const agentEndLine = (end: AgentEnd): string => agentLine({ type: 'end', ...end })

/** Any line of them. */
export const agentLine = (value: object): string => `${safeLines(JSON.stringify(value))}\n`
