import type { CampaignSummary } from '../../reports/index.ts'
import { counted } from '../../reports/quantities.ts'
import { missedCoverageMarks, totalsOf } from '../../reports/campaign-summary.ts'
import { coverageMarkTexts, type CoverageMark } from '../run/coverage-marks.ts'
import { leftOutLine } from '../run/servable.ts'
import type { SessionOutcome } from './campaign-session.ts'
import { exitCode, worst, type ExitCode } from './exit-code.ts'

/** How the process ends: a harness that fails says nothing, so it counts more than what it found. */
export function codeOf({ summary, interrupted, gaveUp, broken, diverged }: SessionOutcome): ExitCode {
  const { failed, unknown, selfTests, selfTestsFound } = totalsOf(summary)
  const codes: ExitCode[] = []
  if (broken.length > 0 || selfTestsFound < selfTests) codes.push(exitCode.harnessFailed)
  if (diverged.length > 0) codes.push(exitCode.notDeterministic)
  if (failed > 0) codes.push(exitCode.violation)
  if (unknown > 0 || interrupted || gaveUp !== undefined || silent(summary).length > 0)
    codes.push(exitCode.undecided)
  return worst(codes)
}

/** What is to be said beside the numbers, a line each; the last one says how it ended, as the exit code does. */
export function remarks(outcome: SessionOutcome, code: ExitCode): string[] {
  const { summary, settings, offered, broken, diverged, waiting, gaveUp } = outcome
  const leftOut = leftOutLine(settings.leftOut ?? [], offered, settings.shape)
  const unseen = summary.scenarios.filter((one) => one.unseen !== undefined)
  const lines: Remark[] = [
    ...(leftOut === undefined ? [] : [[exitCode.held, leftOut] as const]),
    ...(unseen.length === 0 ? [] : [[exitCode.held, unseenLine(unseen)] as const]),
    ...(gaveUp === undefined
      ? []
      : [[exitCode.undecided, `UNDECIDED: it ended early, because ${gaveUp}`] as const]),
    ...silent(summary).map((name): Remark => [exitCode.undecided, `UNDECIDED: ${silence(summary, name)}`]),
    ...(waiting === 0
      ? []
      : [
          [
            exitCode.violation,
            `${counted(waiting, 'failure')} not looked into yet: that waits for --resume`,
          ] as const,
        ]),
    ...diverged.map(({ scenario, seed, signature }): Remark => [
      exitCode.notDeterministic,
      `NOT DETERMINISTIC: ${scenario} seed ${seed} came out otherwise when it was made again; what it broke (${signature}) is not reported`,
    ]),
    ...broken.map(({ scenario, seed, target, message }): Remark => [
      exitCode.harnessFailed,
      `HARNESS FAILED: ${scenario} seed ${seed}${target === undefined ? '' : ` on ${target}`} ended its worker, twice: ${message}`,
    ]),
  ]
  const { failed } = totalsOf(summary)
  const closing = code === exitCode.violation ? [`FAILED: ${counted(failed, 'run')} broke a property`] : []
  // stable: what fits the exit code comes last
  const ordered = lines.toSorted(([a], [b]) => Number(a === code) - Number(b === code))
  return [...ordered.map(([, text]) => text), ...closing]
}

type Remark = readonly [ExitCode, string]

function silence({ scenarios }: CampaignSummary, name: string): string {
  const runs = scenarios.find((one) => one.name === name)?.runs
  return runs === 0
    ? `${name} had no run before the time was up; give it more time`
    : `${name} never reached all its coverage marks, so its runs prove nothing; give it more runs`
}

/** `not seen, and up to the target: log-compaction: a log was compacted behind a snapshot; ...` */
function unseenLine(scenarios: CampaignSummary['scenarios']): string {
  const text = (mark: string): string => coverageMarkTexts[mark as CoverageMark] ?? mark
  const parts = scenarios.map(({ name, unseen = [] }) => `${name}: ${unseen.map(text).join(', ')}`)
  return `not seen, and up to the target: ${parts.join('; ')}`
}

/** Scenarios of which a coverage mark was never reached. */
export function silent(summary: CampaignSummary): string[] {
  const missed = missedCoverageMarks(summary)
  return summary.scenarios
    .map(({ name }) => name)
    .filter((name) => missed.some((text) => text.startsWith(`${name}: `)))
}

const results: { readonly [code in ExitCode]: string } = {
  0: 'held',
  1: 'violation',
  2: 'undecided',
  3: 'not-deterministic',
  254: 'bad-input',
  255: 'harness-failed',
}

/** The verb's JSON: one value, versioned. */
export function campaignJson(outcome: SessionOutcome, code: ExitCode, more: object): string {
  const { summary, settings, left, interrupted, broken, diverged } = outcome
  return `${JSON.stringify({
    version: 1,
    result: results[code],
    settings,
    ...summary,
    undecidedScenarios: silent(summary),
    leftOut: settings.leftOut ?? [],
    interrupted,
    ...(left === undefined ? {} : { left }),
    broken,
    diverged,
    ...more,
  })}\n`
}
