import { missedCoverageMarks, totalsOf } from './campaign-summary.ts'
import type { CampaignSummary, FailureGroup } from './campaign-summary.ts'
import { diagnosisOf } from './diagnosis.ts'
import { nextCommand, shownRun } from './failure-report.ts'
import type { FailureReport } from './failure-report.ts'
import { fenced, markdownText } from './markdown.ts'
import { counted, durationText, grouped, rateText } from './quantities.ts'
import type { RunBatch } from './run-batch.ts'
import { safeLines } from './safe-lines.ts'
import { signatureGroups } from './signature-groups.ts'
import { visibleText } from './visible-text.ts'

/** Failures that are told in full: a summary may have a megabyte, and nobody reads more. */
const MAX_SECTIONS = 10
const MAX_CLAUSES = 20

/** Workflow commands, one `::error` line per signature, to be written to standard output. */
export function githubErrors(failures: readonly FailureReport[]): string {
  return signatureGroups(failures)
    .map(({ reported: failure, failures: alike }) => {
      const { violation } = shownRun(failure)
      const { scenario, seed } = failure.record
      const more = alike.length === 1 ? '' : `\n${counted(alike.length, 'run')} of this signature`
      const title = visibleText(`${violation.property}: ${scenario} seed ${seed}`, 200)
      const message = `${visibleText(violation.headline)}\n${failure.replayCommand === '' ? 'check' : 'replay'}: ${visibleText(nextCommand(failure), 2000)}${more}`
      return `::error title=${escapeProperty(title)}::${escapeData(message)}\n`
    })
    .join('')
}

/** Markdown for `$GITHUB_STEP_SUMMARY`: totals, scenarios, and a section for each failure given. */
export function githubSummary(summary: CampaignSummary, failures: readonly FailureReport[] = []): string {
  const totals = totalsOf(summary)
  const lines = [
    '## Whitewater',
    '',
    `${counted(summary.runs, 'run')} in ${durationText(summary.seconds * 1000)} (${rateText(summary.seedsPerSecond)} seeds/s): ` +
      `**${grouped(totals.failed)} failed** with ${counted(summary.failures.length, 'signature')}, ` +
      `${grouped(totals.unknown)} unknown, ${grouped(totals.passed)} passed.`,
  ]
  if (totals.selfTests > 0)
    lines.push('', `Known-bug self-tests found: ${totals.selfTestsFound} of ${totals.selfTests}.`)
  const missed = missedCoverageMarks(summary)
  if (missed.length > 0)
    lines.push('', `Never happened: ${missed.map((name) => markdownText(name)).join('; ')}.`)
  lines.push('', '| scenario | runs | failed | unknown |', '| --- | ---: | ---: | ---: |')
  for (const scenario of summary.scenarios) {
    lines.push(
      `| ${markdownText(scenario.name)} | ${grouped(scenario.runs)} | ${grouped(scenario.failed)} | ${grouped(scenario.unknown)} |`,
    )
  }
  if (summary.failures.length > 0) {
    lines.push(...signatureTable(summary.failures))
  }
  return `${[...lines, ...failures.slice(0, MAX_SECTIONS).flatMap(failureSection)].join('\n')}\n`
}

function signatureTable(groups: readonly FailureGroup[]): string[] {
  return [
    '',
    '| signature | runs | scenario | first seed | steps |',
    '| --- | ---: | --- | --- | ---: |',
    ...groups.map((group) => {
      const steps = group.minimizedSteps === undefined ? '' : grouped(group.minimizedSteps)
      return `| ${markdownText(group.signature)} | ${grouped(group.count)} | ${markdownText(group.scenario)} | ${markdownText(group.firstSeed)} | ${steps} |`
    }),
  ]
}

/** The same of runs that are no campaign: totals, scenarios, signatures, and a section for each of them. */
export function githubRunSummary(target: string, batches: readonly RunBatch[]): string {
  const groups = signatureGroups(batches.flatMap((batch) => batch.failures))
  const sum = (of: (batch: RunBatch) => number): number =>
    batches.reduce((total, batch) => total + of(batch), 0)
  const runs = sum((batch) => batch.runs)
  const failed = sum((batch) => batch.failures.length)
  const unknown = sum((batch) => batch.unknown.length)
  const lines = [
    '## Whitewater',
    '',
    `${counted(runs, 'run')} of ${markdownText(target, 200)}: **${grouped(failed)} failed** with ${counted(groups.length, 'signature')}, ` +
      `${grouped(unknown)} undecided, ${grouped(runs - failed - unknown)} held.`,
    '',
    '| scenario | runs | failed | undecided |',
    '| --- | ---: | ---: | ---: |',
    ...batches.map(
      (batch) =>
        `| ${markdownText(batch.scenario)} | ${grouped(batch.runs)} | ${grouped(batch.failures.length)} | ${grouped(batch.unknown.length)} |`,
    ),
  ]
  if (groups.length > 0) {
    lines.push(
      ...signatureTable(
        groups.map(({ signature, failures, reported }) => ({
          signature,
          count: failures.length,
          scenario: reported.record.scenario,
          firstSeed: reported.record.seed,
          ...(reported.minimized === undefined ? {} : { minimizedSteps: reported.minimized.after.steps }),
        })),
      ),
    )
  }
  const sections = groups.slice(0, MAX_SECTIONS).flatMap(({ reported }) => failureSection(reported))
  return `${[...lines, ...sections].join('\n')}\n`
}

function failureSection(failure: FailureReport): string[] {
  const { violation } = shownRun(failure)
  const { scenario, seed } = failure.record
  const because = diagnosisOf(failure)
  return [
    '',
    `### ${markdownText(violation.property)}: ${markdownText(scenario)}, seed ${markdownText(seed)}`,
    '',
    markdownText(violation.headline),
    '',
    ...violation.proof
      .slice(0, MAX_CLAUSES)
      .map((clause) => `- *${clause.kind}* ${markdownText(clause.text)}`),
    ...(because === undefined
      ? []
      : [
          '',
          `**Because** ${markdownText(because.headline)}`,
          '',
          `**Broken rule:** ${markdownText(because.rule)}`,
        ]),
    '',
    fenced(visibleText(nextCommand(failure), 4000)),
  ]
}

function escapeData(text: string): string {
  return safeLines(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
