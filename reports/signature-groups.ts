import { shownRun, type FailureReport } from './failure-report.ts'

/** Failures that broke the same property in the same form. */
export interface SignatureGroup {
  readonly signature: string
  /** In the order in which they were found. */
  readonly failures: readonly FailureReport[]
  /** The one of them that was reported: the others say no more than that they are of the same signature. */
  readonly reported: FailureReport
}

/** Whether there is more to it than that it broke the same property as one before. */
const isReported = ({ replayCommand, reportPath }: FailureReport): boolean =>
  replayCommand !== '' || reportPath !== undefined

/** One group for each signature, in the order in which they were found first. */
export function signatureGroups(failures: readonly FailureReport[]): readonly SignatureGroup[] {
  const groups = new Map<string, FailureReport[]>()
  for (const failure of failures) {
    const { signature = shownRun(failure).violation.property } = failure.record
    const group = groups.get(signature)
    if (group === undefined) groups.set(signature, [failure])
    else group.push(failure)
  }
  return [...groups].flatMap(([signature, members]) => {
    const reported = members.find(isReported) ?? members[0]
    return reported === undefined ? [] : [{ signature, failures: members, reported }]
  })
}
