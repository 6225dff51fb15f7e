import { countOf } from '../src/base/count-of.ts'
import { shownRun } from './failure-report.ts'
import type { FailureReport } from './failure-report.ts'
import type { RunBatch } from './run-batch.ts'
import { failureBlock } from './terminal/failure-block.ts'
import { safeLines } from './safe-lines.ts'
import { visibleText } from './visible-text.ts'

/**
 * JUnit XML, one `<testcase>` per batch. A batch with unknown runs and no failure is an `<error>`: CI
 * servers know no third answer, and a pass it is not.
 */
export function junitXml(batches: readonly RunBatch[]): string {
  const failed = batches.filter((batch) => batch.failures.length > 0).length
  const errors = batches.filter((batch) => batch.failures.length === 0 && batch.unknown.length > 0).length
  const totals = attributes({ tests: batches.length, failures: failed, errors, time: seconds(batches) })
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="whitewater" ${totals}>`,
    `  <testsuite name="whitewater" ${totals}>`,
    ...batches.map(testCase),
    '  </testsuite>',
    '</testsuites>',
    '',
  ]
  return safeLines(lines.join('\n'))
}

function testCase(batch: RunBatch): string {
  const open = `    <testcase ${attributes({
    classname: `whitewater.${batch.scenario}`,
    name: `${batch.scenario} seeds ${batch.seeds} (${countOf(batch.runs, 'run')})`,
    time: batch.seconds.toFixed(3),
  })}`
  const children = [
    ...batch.failures.map(failureElement),
    ...(batch.failures.length === 0 && batch.unknown.length > 0 ? [unknownElement(batch)] : []),
  ]
  return children.length === 0 ? `${open}/>` : `${open}>\n${children.join('\n')}\n    </testcase>`
}

function failureElement(failure: FailureReport): string {
  const { violation } = shownRun(failure)
  const what = attributes({ type: violation.property, message: violation.headline })
  return `      <failure ${what}>${escapeXml(failureBlock(failure))}</failure>`
}

function unknownElement(batch: RunBatch): string {
  const lines = batch.unknown.map((run) => `seed ${visibleText(run.seed, 40)}: ${visibleText(run.because)}`)
  const what = attributes({
    type: 'unknown',
    message: `${batch.unknown.length} of ${countOf(batch.runs, 'run')} proved nothing`,
  })
  return `      <error ${what}>${escapeXml(lines.join('\n'))}</error>`
}

function attributes(values: { readonly [name: string]: string | number }): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}="${escapeXml(visibleText(String(value)))}"`)
    .join(' ')
}

function seconds(batches: readonly RunBatch[]): string {
  return batches.reduce((sum, batch) => sum + batch.seconds, 0).toFixed(3)
}

/** Texts come through `visibleText` or `safeLines`, which leave none of the characters XML 1.0 forbids; the rest is UTF-8. */
function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
