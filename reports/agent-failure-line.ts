import { agentLine } from './agent-lines.ts'
import { diagnosisOf } from './diagnosis.ts'
import { nextCommand, shownRun, type FailureReport } from './failure-report.ts'
import { visibleText } from './visible-text.ts'

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
