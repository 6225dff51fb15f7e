import { missedCoverageMarks, totalsOf } from './campaign-summary.ts'
import type { CampaignSummary } from './campaign-summary.ts'
import { nextCommand, shownRun } from './failure-report.ts'
import type { FailureReport } from './failure-report.ts'
import { fenced, markdownText } from './markdown.ts'
import { counted, durationText, grouped, rateText } from './quantities.ts'
import { safeLines } from './safe-lines.ts'
import { visibleText } from './visible-text.ts'

/** Workflow commands, one `::error` line per failure, to be written to standard output. */
export function githubErrors(failures: readonly FailureReport[]): string {
  return failures
    .map((failure) => {
      const { violation } = shownRun(failure)
      const { scenario, seed } = failure.record
      const title = visibleText(`${violation.property}: ${scenario} seed ${seed}`, 200)
      const message = `${visibleText(violation.headline)}\n${failure.replayCommand === '' ? 'check' : 'replay'}: ${visibleText(nextCommand(failure), 2000)}`
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
    lines.push(
      '',
      '| signature | runs | scenario | first seed | steps |',
      '| --- | ---: | --- | --- | ---: |',
    )
    for (const group of summary.failures) {
      const steps = group.minimizedSteps === undefined ? '' : grouped(group.minimizedSteps)
      lines.push(
        `| ${markdownText(group.signature)} | ${grouped(group.count)} | ${markdownText(group.scenario)} | ${markdownText(group.firstSeed)} | ${steps} |`,
      )
    }
  }
  return `${[...lines, ...failures.flatMap(failureSection)].join('\n')}\n`
}

function failureSection(failure: FailureReport): string[] {
  const { violation } = shownRun(failure)
  const { scenario, seed } = failure.record
  return [
    '',
    `### ${markdownText(violation.property)}: ${markdownText(scenario)}, seed ${markdownText(seed)}`,
    '',
    markdownText(violation.headline),
    '',
    ...violation.proof.map((clause) => `- *${clause.kind}* ${markdownText(clause.text)}`),
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
