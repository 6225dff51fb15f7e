import { attributes, outcomeElement, testCase, testSuite } from '../junit-document.ts'
import { countsOf, reasonOf } from './checked-file.ts'
import type { CheckedFile } from './checked-file.ts'

/** JUnit XML, one `<testcase>` per history. What is undecided or could not be checked is an `<error>`: a pass it is not. */
export function checkedXml(files: readonly CheckedFile[]): string {
  const { failed, undecided } = countsOf(files)
  const millis = files.reduce((sum, { verdict }) => sum + verdict.millis, 0)
  const totals = { tests: files.length, failures: failed, errors: undecided, time: seconds(millis) }
  return testSuite(attributes(totals), files.map(historyCase))
}

function historyCase(checked: CheckedFile): string {
  const { file, valid, millis, failure, error } = checked.verdict
  const what = { classname: 'whitewater.check', name: file, time: seconds(millis) }
  if (valid === true) return testCase(what, [])
  const message = reasonOf(checked) ?? ''
  if (valid === false) {
    const type = failure?.anomaly ?? checked.page.badge
    return testCase(what, [outcomeElement('failure', { type, message }, checked.text)])
  }
  const type = error === undefined ? 'unknown' : 'not checked'
  return testCase(what, [outcomeElement('error', { type, message }, checked.text)])
}

const seconds = (millis: number): string => (millis / 1000).toFixed(3)
