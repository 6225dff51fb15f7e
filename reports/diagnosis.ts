import { diagnose, type Diagnosis, type DiagnosisResult } from '../checkers/index.ts'
import { shownRun, type FailureReport } from './failure-report.ts'
import { visibleText } from './visible-text.ts'

/** Sentences of the argument that a report shows. */
const MAX_REASONS = 6
/** Characters of one of them. */
const MAX_LENGTH = 600

/** The page, its text and what a terminal shows are made of one failure, each with its diagnosis. */
const known = new WeakMap<FailureReport['record'], DiagnosisResult | undefined>()

/** Why the property could break in the run that is shown, as far as its trace proves it; its texts are safe to show. */
export function diagnosisOf(failure: FailureReport): Diagnosis | undefined {
  const result = resultOf(failure)
  return result !== undefined && 'diagnosis' in result ? result.diagnosis : undefined
}

/**
 * Where there is no diagnosis: what the target would have to show for one, in words. Undefined where it shows all that
 * is looked at, and of real servers, which show nothing of their state.
 */
export function missingForDiagnosis(failure: FailureReport): string | undefined {
  const result = resultOf(failure)
  if (result === undefined || 'diagnosis' in result || result.unknown.length === 0) return undefined
  if (failure.record.mode === 'process') return undefined
  return `not told by this trace, which does not show ${result.unknown.join(', ')}: a view that shows them, and a lens for messages, say more`
}

function resultOf(failure: FailureReport): DiagnosisResult | undefined {
  const { record, violation, trace } = shownRun(failure)
  if (trace === undefined) return undefined
  if (!known.has(record)) known.set(record, bounded(diagnose(trace, violation, record.nodes, record.history)))
  return known.get(record)
}

function bounded(result: DiagnosisResult): DiagnosisResult {
  if (!('diagnosis' in result)) return result
  const { diagnosis } = result
  return {
    diagnosis: {
      ...diagnosis,
      headline: visibleText(diagnosis.headline, MAX_LENGTH),
      because: diagnosis.because
        .slice(0, MAX_REASONS)
        .map((reason) => ({ ...reason, text: visibleText(reason.text, MAX_LENGTH) })),
      quorums: diagnosis.quorums.map((quorum) => ({ ...quorum, name: visibleText(quorum.name, 60) })),
    },
  }
}
