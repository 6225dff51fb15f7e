import type { CampaignSummary } from '../../reports/index.ts'
import { missedLandmarks, totalsOf } from '../../reports/campaign-summary.ts'
import { landmarkTexts, type LandmarkName } from '../run/landmarks.ts'
import { leftOutLine } from '../run/servable.ts'
import type { SessionOutcome } from './campaign-session.ts'
import { exitCode, worst, type ExitCode } from './exit-code.ts'

/** How the process ends: a harness that fails says nothing, so it counts more than what it found. */
export function codeOf({ summary, interrupted, gaveUp, broken, diverged }: SessionOutcome): ExitCode {
  const { failed, unknown, canaries, canariesFound } = totalsOf(summary)
  const codes: ExitCode[] = []
  if (broken.length > 0 || canariesFound < canaries) codes.push(exitCode.harnessFailed)
  if (diverged.length > 0) codes.push(exitCode.notDeterministic)
  if (failed > 0) codes.push(exitCode.violation)
  if (unknown > 0 || interrupted || gaveUp !== undefined || silent(summary).length > 0)
    codes.push(exitCode.undecided)
  return worst(codes)
}

/** What is to be said beside the numbers, a line each. */
export function remarks(outcome: SessionOutcome): string[] {
  const { summary, settings, offered, broken, diverged, gaveUp } = outcome
  const leftOut = leftOutLine(settings.leftOut ?? [], offered, settings.shape)
  const unseen = summary.scenarios.filter((one) => one.unseen !== undefined)
  return [
    ...(gaveUp === undefined ? [] : [`UNDECIDED: it ended early, because ${gaveUp}`]),
    ...broken.map(
      ({ scenario, seed, target, message }) =>
        `HARNESS FAILED: ${scenario} seed ${seed}${target === undefined ? '' : ` on ${target}`} ended its worker, twice: ${message}`,
    ),
    ...diverged.map(({ scenario, seed }) => `NOT DETERMINISTIC: ${scenario} seed ${seed}`),
    ...silent(summary).map(
      (name) =>
        `UNDECIDED: ${name} never passed all its landmarks, so its runs prove nothing; give it more runs`,
    ),
    ...(leftOut === undefined ? [] : [leftOut]),
    ...(unseen.length === 0 ? [] : [unseenLine(unseen)]),
  ]
}

/** `not seen, and up to the target: log-compaction: a log was compacted behind a snapshot; ...` */
function unseenLine(scenarios: CampaignSummary['scenarios']): string {
  const text = (mark: string): string => landmarkTexts[mark as LandmarkName] ?? mark
  const parts = scenarios.map(({ name, unseen = [] }) => `${name}: ${unseen.map(text).join(', ')}`)
  return `not seen, and up to the target: ${parts.join('; ')}`
}

/** Scenarios of which a landmark was never passed. */
export function silent(summary: CampaignSummary): string[] {
  const missed = missedLandmarks(summary)
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
