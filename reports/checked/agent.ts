import { defined } from '../../src/base/defined.ts'
import { agentEndLine, agentLine } from '../agent-lines.ts'
import { visibleText } from '../visible-text.ts'
import { countsOf, pageCommand, reasonOf } from './checked-file.ts'
import type { CheckedFile } from './checked-file.ts'

/** A history that does not hold, as one line of JSON for a program that reads along. */
export function checkedFailureLine(checked: CheckedFile): string {
  const { file, model, failure } = checked.verdict
  const next = pageCommand(checked)
  return agentLine({
    type: 'failure',
    file: visibleText(file, 1000),
    model,
    headline: reasonOf(checked),
    ...(failure !== undefined && {
      line: failure.operation.line,
      operation: visibleText(failure.operation.text),
      ...defined({
        key: failure.key === undefined ? undefined : visibleText(failure.key, 120),
        anomaly: failure.anomaly,
      }),
    }),
    ...(next !== undefined && { next: visibleText(next, 4000) }),
  })
}

/** The last line: how it ended, and of which files nothing is known. */
export function checkedEndLine(files: readonly CheckedFile[], result: string, exit: number): string {
  // what could not be checked names its file itself
  const remarks = files
    .filter(({ verdict }) => verdict.valid === 'unknown')
    .map((one) => {
      const { file, error } = one.verdict
      const reason = reasonOf(one) ?? ''
      return error === undefined ? visibleText(`${visibleText(file, 200)}: undecided: ${reason}`) : reason
    })
  return agentEndLine({
    result,
    exit,
    files: files.length,
    ...countsOf(files),
    ...(remarks.length > 0 && { remarks: [...new Set(remarks)] }),
  })
}
