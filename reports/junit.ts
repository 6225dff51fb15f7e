import { countOf } from '../src/base/count-of.ts'
import { shownRun } from './failure-report.ts'
import type { FailureReport } from './failure-report.ts'
import type { RunBatch } from './run-batch.ts'
import { attributes, outcomeElement, testCase, testSuite } from './junit-document.ts'
import { failureBlock } from './terminal/failure-block.ts'
import { visibleText } from './visible-text.ts'

/**
 * JUnit XML, one `<testcase>` per batch. A batch with unknown runs and no failure is an `<error>`: CI
 * servers know no third answer, and a pass it is not.
 */
export function junitXml(batches: readonly RunBatch[]): string {
  const failed = batches.filter((batch) => batch.failures.length > 0).length
  const errors = batches.filter((batch) => batch.failures.length === 0 && batch.unknown.length > 0).length
  const totals = attributes({ tests: batches.length, failures: failed, errors, time: seconds(batches) })
  return testSuite(totals, batches.map(batchCase))
}

function batchCase(batch: RunBatch): string {
  const children = [
    ...batch.failures.map(failureElement),
    ...(batch.failures.length === 0 && batch.unknown.length > 0 ? [unknownElement(batch)] : []),
  ]
  return testCase(
    {
      classname: `whitewater.${batch.scenario}`,
      name: `${batch.scenario} seeds ${batch.seeds} (${countOf(batch.runs, 'run')})`,
      time: batch.seconds.toFixed(3),
    },
    children,
  )
}

function failureElement(failure: FailureReport): string {
  const { violation } = shownRun(failure)
  const what = { type: violation.property, message: violation.headline }
  return outcomeElement('failure', what, failureBlock(failure))
}

function unknownElement(batch: RunBatch): string {
  const lines = batch.unknown.map((run) => `seed ${visibleText(run.seed, 40)}: ${visibleText(run.because)}`)
  const message = `${batch.unknown.length} of ${countOf(batch.runs, 'run')} proved nothing`
  return outcomeElement('error', { type: 'unknown', message }, lines.join('\n'))
}

function seconds(batches: readonly RunBatch[]): string {
  return batches.reduce((sum, batch) => sum + batch.seconds, 0).toFixed(3)
}
