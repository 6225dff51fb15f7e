import { diagnose, type Diagnosis } from '../checkers/index.ts'
import { shownRun, type FailureReport } from './failure-report.ts'
import { visibleText } from './visible-text.ts'

/** Sentences of the argument that a report shows. */
const MAX_REASONS = 6
/** Characters of one of them. */
const MAX_LENGTH = 600

/** Why the property could break in the run that is shown, as far as its trace proves it; its texts are safe to show. */
export function diagnosisOf(failure: FailureReport): Diagnosis | undefined {
  const { record, violation, trace } = shownRun(failure)
  if (trace === undefined) return undefined
  const result = diagnose(trace, violation, record.nodes, record.history)
  if (!('diagnosis' in result)) return undefined
  const { diagnosis } = result
  return {
    ...diagnosis,
    headline: visibleText(diagnosis.headline, MAX_LENGTH),
    because: diagnosis.because
      .slice(0, MAX_REASONS)
      .map((reason) => ({ ...reason, text: visibleText(reason.text, MAX_LENGTH) })),
  }
}
