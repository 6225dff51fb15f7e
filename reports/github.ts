import { pushAll } from '../src/base/push-all.ts'
import { missedCoverageMarks, totalsOf } from './campaign-summary.ts'
import type { CampaignSummary, FailureGroup } from './campaign-summary.ts'
import { findingsOf, type Finding } from './finding.ts'
import { fenced, markdownText } from './markdown.ts'
import { counted, durationText, grouped, rateText } from './quantities.ts'
import type { RunBatch } from './run-batch.ts'
import { visibleText } from './visible-text.ts'
import { escapeData, escapeProperty, MAX_ERRORS } from './workflow-command.ts'

/** Failures that are told in full: a summary may have a megabyte, and nobody reads more. */
const MAX_SECTIONS = 10
const MAX_CLAUSES = 20
/** Rows of the table of signatures: a summary may have a megabyte, or is refused whole. */
const MAX_ROWS = 500

/** Workflow commands, one `::error` line per signature, to be written to standard output. */
export function githubErrors(findings: readonly Finding[]): string {
  const left = findings.length - MAX_ERRORS
  const last = left > 0 ? `::warning::${counted(left, 'more signature')} that broke\n` : ''
  const errors = findings
    .slice(0, MAX_ERRORS)
    .map(({ property, scenario, seed, headline, count, next, isReplay }) => {
      const more = count === 1 ? '' : `\n${counted(count, 'run')} of this signature`
      const title = visibleText(`${property}: ${scenario} seed ${seed}`, 200)
      const command = next === '' ? '' : `\n${isReplay ? 'replay' : 'check'}: ${visibleText(next, 2000)}`
      return `::error title=${escapeProperty(title)}::${escapeData(`${visibleText(headline)}${command}${more}`)}\n`
    })
  return `${errors.join('')}${last}`
}

/** Markdown for `$GITHUB_STEP_SUMMARY`: totals, scenarios, and a section for each of the first findings. */
export function githubSummary(summary: CampaignSummary, findings: readonly Finding[] = []): string {
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
    pushAll(lines, signatureTable(summary.failures))
  }
  return `${[...lines, ...findings.slice(0, MAX_SECTIONS).flatMap(findingSection)].join('\n')}\n`
}

function signatureTable(groups: readonly FailureGroup[]): string[] {
  const more = groups.length - MAX_ROWS
  return [
    '',
    '| signature | runs | scenario | first seed | steps |',
    '| --- | ---: | --- | --- | ---: |',
    ...groups.slice(0, MAX_ROWS).map((group) => {
      const steps = group.minimizedSteps === undefined ? '' : grouped(group.minimizedSteps)
      return `| ${markdownText(group.signature)} | ${grouped(group.count)} | ${markdownText(group.scenario)} | ${markdownText(group.firstSeed)} | ${steps} |`
    }),
    ...(more > 0 ? ['', `${counted(more, 'more signature')} that this table leaves out.`] : []),
  ]
}

/** The same of runs that are no campaign: totals, scenarios, signatures, and a section for each of them. */
export function githubRunSummary(target: string, batches: readonly RunBatch[]): string {
  const findings = findingsOf(batches.flatMap((batch) => batch.failures))
  const sum = (of: (batch: RunBatch) => number): number =>
    batches.reduce((total, batch) => total + of(batch), 0)
  const runs = sum((batch) => batch.runs)
  const failed = sum((batch) => batch.failures.length)
  const unknown = sum((batch) => batch.unknown.length)
  const lines = [
    '## Whitewater',
    '',
    `${counted(runs, 'run')} of ${markdownText(target, 200)}: **${grouped(failed)} failed** with ${counted(findings.length, 'signature')}, ` +
      `${grouped(unknown)} undecided, ${grouped(runs - failed - unknown)} held.`,
    '',
    '| scenario | runs | failed | undecided |',
    '| --- | ---: | ---: | ---: |',
    ...batches.map(
      (batch) =>
        `| ${markdownText(batch.scenario)} | ${grouped(batch.runs)} | ${grouped(batch.failures.length)} | ${grouped(batch.unknown.length)} |`,
    ),
  ]
  if (findings.length > 0)
    pushAll(lines, signatureTable(findings.map((finding) => ({ ...finding, firstSeed: finding.seed }))))
  return `${[...lines, ...findings.slice(0, MAX_SECTIONS).flatMap(findingSection)].join('\n')}\n`
}

function findingSection({
  property,
  scenario,
  seed,
  headline,
  proof = [],
  because,
  next,
}: Finding): string[] {
  return [
    '',
    `### ${markdownText(property)}: ${markdownText(scenario)}, seed ${markdownText(seed)}`,
    '',
    markdownText(headline),
    '',
    ...proof.slice(0, MAX_CLAUSES).map((clause) => `- *${clause.kind}* ${markdownText(clause.text)}`),
    ...(because === undefined
      ? []
      : [
          '',
          `**Because** ${markdownText(because.headline)}`,
          '',
          `**Broken rule:** ${markdownText(because.rule)}`,
        ]),
    ...(next === '' ? [] : ['', fenced(visibleText(next, 4000))]),
  ]
}
