import { defined } from '../base/defined.ts'
import { hasDiagnosis } from '../../checkers/diagnosis/diagnose.ts'
import { namesRule } from '../record/verdict.ts'
import { MAX_EXPLAINED_STEPS } from '../run/traced-recorder.ts'
import type { RunResult } from '../run/run-result.ts'

/** Whether a second run, with a trace, may tell which rule was not kept. */
export const canBeExplained = ({ violation, trace, counts }: RunResult): boolean =>
  violation !== undefined &&
  hasDiagnosis(violation.property) &&
  trace === undefined &&
  counts.steps <= MAX_EXPLAINED_STEPS

/** What came of a run that kept no trace, explained by the same run with one. */
export function explainedBy(untraced: RunResult, traced: RunResult): RunResult {
  // by what is known of it only the trace could tell that it is to be gone past
  if (traced.known?.some(namesRule) === true) {
    const { trace: _, script: __, ...result } = traced
    return result
  }
  if (untraced.violation === undefined || traced.digest !== untraced.digest) return untraced
  return {
    ...untraced,
    violation: { ...untraced.violation, ...defined({ cause: traced.violation?.cause }) },
  }
}
