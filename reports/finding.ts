import type { Clause } from '../src/record/verdict.ts'
import { diagnosisOf } from './diagnosis.ts'
import { nextCommand, shownRun, type FailureReport } from './failure-report.ts'
import { signatureGroups, type SignatureGroup } from './signature-groups.ts'

/** One bug as SARIF and GitHub are told of it: all failures of a signature. Every text may come from a subject. */
export interface Finding {
  readonly signature: string
  /** What it is an instance of: the property that broke, or the rule that was not kept. */
  readonly property: string
  readonly headline: string
  /** Runs that broke so. */
  readonly count: number
  /** The run that stands for them. */
  readonly scenario: string
  readonly seed: string
  readonly target: string
  /** The command that shows it again; empty: there is none. */
  readonly next: string
  /** Whether that command makes the run again, and not only judges its history again. */
  readonly isReplay: boolean
  readonly minimizedSteps?: number
  /** Where its page lies. */
  readonly report?: string
  /** Why, where a report knows it. */
  readonly because?: { readonly headline: string; readonly rule: string }
  readonly proof?: readonly Clause[]
}

/** What reports say, once for each signature, in the order in which they were found. */
export const findingsOf = (failures: readonly FailureReport[]): Finding[] =>
  signatureGroups(failures).map(findingOf)

function findingOf({ signature, failures, reported }: SignatureGroup): Finding {
  const { violation } = shownRun(reported)
  const { scenario, seed, target } = reported.record
  const because = diagnosisOf(reported)
  return {
    signature,
    property: violation.property,
    headline: violation.headline,
    count: failures.length,
    scenario,
    seed,
    target,
    next: nextCommand(reported),
    isReplay: reported.replayCommand !== '',
    ...(reported.minimized !== undefined && { minimizedSteps: reported.minimized.after.steps }),
    ...(reported.reportPath !== undefined && { report: reported.reportPath }),
    ...(because !== undefined && { because }),
    proof: violation.proof,
  }
}
