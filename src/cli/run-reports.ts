import { defined } from '../base/defined.ts'
import { appendFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findingsOf, githubErrors, githubRunSummary, junitXml, sarifText } from '../../reports/index.ts'
import { environmentError } from '../base/environment-error.ts'
import type { LeftOut } from '../run/servable.ts'
import type { ScenarioOutcome } from '../testcase/run-scenarios.ts'
import { writeUngated } from './output-gate.ts'
import { sarifContext } from './sarif-context.ts'

export interface ReportOptions {
  readonly target: string
  readonly reporter: readonly string[]
  readonly output: string
  readonly json?: boolean
}

/** What was not run. */
export interface LeftOutOfRuns {
  readonly leftOut: readonly LeftOut[]
  /** Kinds of faults that these runs did not have though their scenarios have them; of real servers only. */
  readonly faultsLeftOut?: readonly string[]
}

/**
 * Writes what the chosen reporters write: files in the output folder, and streams.
 * @throws InputError when a file cannot be written.
 */
export function writeReports(options: ReportOptions, outcome: ScenarioOutcome, left: LeftOutOfRuns): void {
  try {
    writeAll(options, outcome, left)
  } catch (error) {
    throw environmentError(error, options.output) ?? error
  }
}

function writeAll(
  { target, reporter, output, json: wantsJson }: ReportOptions,
  outcome: ScenarioOutcome,
  left: LeftOutOfRuns,
): void {
  const failures = outcome.batches.flatMap((batch) => batch.failures)
  const json = `${JSON.stringify(summaryOf(outcome, left), null, wantsJson === true ? undefined : 2)}\n`
  if (reporter.includes('json')) writeFileSync(join(output, 'run-summary.json'), json)
  if (reporter.includes('junit')) writeFileSync(join(output, 'junit.xml'), junitXml(outcome.batches))
  if (reporter.includes('github')) {
    writeUngated(process.stderr, githubErrors(findingsOf(failures)))
    const summary = process.env['GITHUB_STEP_SUMMARY']
    if (summary !== undefined) appendFileSync(summary, githubRunSummary(target, outcome.batches))
  }
  if (reporter.includes('sarif'))
    writeFileSync(join(output, 'results.sarif'), sarifText(findingsOf(failures), sarifContext(target)))
  if (wantsJson === true) process.stdout.write(json)
}

/** The run verb's JSON: one value, versioned. */
function summaryOf(
  { batches, diverged, divergences, notMade, known }: ScenarioOutcome,
  { leftOut, faultsLeftOut }: LeftOutOfRuns,
): object {
  return {
    version: 1,
    scenarios: batches.map(({ scenario, runs, seconds, failures, unknown, known: knownHere }) => ({
      scenario,
      runs,
      seconds,
      failed: failures.length,
      undecided: unknown.length,
      failures: failures.map(({ record, minimized, reportPath, replayCommand }) => ({
        seed: record.seed,
        signature: record.signature,
        headline: (minimized?.record ?? record).violation?.headline,
        ...(record.mode === undefined ? { token: record.token } : { mode: record.mode }),
        digest: record.digest,
        steps: record.counts.steps,
        ...(minimized === undefined
          ? {}
          : { minimizedDecisions: minimized.script?.length ?? null, minimizedSteps: minimized.after.steps }),
        ...defined({ report: reportPath }),
        ...(reportPath === undefined || replayCommand === '' ? {} : { replay: replayCommand }),
      })),
      ...defined({ known: knownHere }),
      unknown,
    })),
    diverged,
    divergences,
    notMade,
    leftOut,
    ...(known.length === 0 ? {} : { known }),
    ...defined({ faultsLeftOut }),
  }
}
