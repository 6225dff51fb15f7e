import { defined } from '../base/defined.ts'
import { namesRule } from '../record/verdict.ts'
import { MAX_EXPLAINED_STEPS } from '../run/cause.ts'
import type { RunResult } from '../run/run-result.ts'

/** Whether a second run, with a trace, may tell which rule was not kept. */
export const canBeExplained = ({ violation, trace, counts }: RunResult): boolean =>
  violation !== undefined && trace === undefined && counts.steps <= MAX_EXPLAINED_STEPS

/** What came of a run that kept no trace, explained by the same run with one. */
export function explainedBy(dark: RunResult, lit: RunResult): RunResult {
  // by what is known of it only the trace could tell that it is to be gone past
  if (lit.known?.some(namesRule) === true) {
    const { trace: _, script: __, ...result } = lit
    return result
  }
  if (dark.violation === undefined || lit.digest !== dark.digest) return dark
  return { ...dark, violation: { ...dark.violation, ...defined({ cause: lit.violation?.cause }) } }
}
