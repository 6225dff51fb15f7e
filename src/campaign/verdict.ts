import { defined } from '../base/defined.ts'
import type { CampaignResult, CampaignSummary, FailureGroup } from '../../reports/index.ts'
import { counted } from '../../reports/quantities.ts'
import { missedCoverageMarks, totalsOf } from '../../reports/campaign-summary.ts'
import { coverageMarkTexts, type CoverageMark } from '../run/coverage-marks.ts'
import { leftOutLine } from '../run/servable.ts'
import { MAX_SIGNATURES } from './failure-queue.ts'
import type { SessionOutcome } from './session.ts'
import type { BrokenRun } from './campaign.ts'
import type { CampaignSettings } from './settings.ts'
import type { RunFailure } from '../testcase/tally.ts'
import type { LeftOut } from '../run/servable.ts'

/** The worst of what a campaign came to. */
export function resultOf(outcome: SessionOutcome, failOn: FailOn = 'any'): CampaignResult {
  const { summary, interrupted, gaveUp, broken, diverged } = outcome
  const { failed, unknown, selfTests, selfTestsFound } = totalsOf(summary)
  if (broken.length > 0 || selfTestsFound < selfTests) return 'harness-failed'
  if (diverged.length > 0) return 'not-deterministic'
  if (failed > 0 && (failOn === 'any' || summary.failures.some(isNew))) return 'violation'
  if (unknown > 0 || interrupted || gaveUp !== undefined || silent(summary).length > 0) return 'undecided'
  return failed > 0 ? 'nothing-new' : 'held'
}

/** Which failures make a campaign fail: any, or those of a signature that no former campaign has found. */
export type FailOn = 'any' | 'new'

/** Says of each signature whether it is new. */
export const withNews = <S extends CampaignSummary>(summary: S, former: ReadonlySet<string>): S => ({
  ...summary,
  failures: summary.failures.map((one) => ({ ...one, new: !former.has(one.signature) })),
})

const isNew = (group: FailureGroup): boolean => group.new !== false

/** What is to be said beside the numbers, a line each; the last one says how it ended, as the result does. */
export function remarks(outcome: SessionOutcome, result: CampaignResult): string[] {
  const { summary, settings, offered, broken, diverged, waiting, gaveUp } = outcome
  const leftOut = leftOutLine(settings.leftOut ?? [], offered, settings.shape)
  const onlyCounted = summary.failures.length - MAX_SIGNATURES
  const unseen = summary.scenarios.filter((one) => one.unseen !== undefined)
  const lines: Remark[] = [
    ...(leftOut === undefined ? [] : [['held', leftOut] as const]),
    ...(onlyCounted <= 0 ? [] : [['held', countedLine(onlyCounted)] as const]),
    ...(unseen.length === 0 ? [] : [['held', unseenLine(unseen)] as const]),
    ...(gaveUp === undefined ? [] : [['undecided', `UNDECIDED: it ended early, because ${gaveUp}`] as const]),
    ...silent(summary).map((name): Remark => ['undecided', `UNDECIDED: ${silence(summary, name)}`]),
    ...(waiting === 0
      ? []
      : [
          [
            'violation',
            `${counted(waiting, 'failure')} not looked into yet: that waits for it to be resumed`,
          ] as const,
        ]),
    ...diverged.map(({ scenario, seed, signature }): Remark => [
      'not-deterministic',
      `NOT DETERMINISTIC: ${scenario} seed ${seed} came out otherwise when it was made again; what it broke (${signature}) is not reported`,
    ]),
    ...broken.map(({ scenario, seed, target, message }): Remark => [
      'harness-failed',
      `HARNESS FAILED: ${scenario} seed ${seed}${target === undefined ? '' : ` on ${target}`} ended its worker, twice: ${message}`,
    ]),
  ]
  const { failed } = totalsOf(summary)
  const closing = closingLine(result, failed)
  // stable: what fits the result comes last
  const ordered = lines.toSorted(([a], [b]) => Number(a === result) - Number(b === result))
  return [...ordered.map(([, text]) => text), ...closing]
}

function closingLine(result: CampaignResult, failed: number): readonly string[] {
  if (result === 'violation') return [`FAILED: ${counted(failed, 'run')} broke a property`]
  if (result !== 'nothing-new') return []
  return [`NOTHING NEW: ${counted(failed, 'run')} broke a property, each as in a former campaign`]
}

const countedLine = (more: number): string =>
  `only the first ${MAX_SIGNATURES} signatures are looked into; ${counted(more, 'more signature')} only counted`

type Remark = readonly [CampaignResult, string]

function silence({ scenarios }: CampaignSummary, name: string): string {
  const runs = scenarios.find((one) => one.name === name)?.runs
  return runs === 0
    ? `${name} had no run before the campaign was ended; give it more time`
    : `${name} never reached all its coverage marks, so its runs prove nothing; give it more runs`
}

/** `not seen, and up to the target: log-compaction: a log was compacted behind a snapshot; ...` */
function unseenLine(scenarios: CampaignSummary['scenarios']): string {
  const text = (mark: string): string => coverageMarkTexts[mark as CoverageMark] ?? mark
  const parts = scenarios.map(({ name, unseen = [] }) => `${name}: ${unseen.map(text).join(', ')}`)
  return `not seen, and up to the target: ${parts.join('; ')}`
}

/** Scenarios of which a coverage mark was never reached. */
function silent(summary: CampaignSummary): string[] {
  const missed = missedCoverageMarks(summary)
  return summary.scenarios
    .map(({ name }) => name)
    .filter((name) => missed.some((text) => text.startsWith(`${name}: `)))
}

/** A campaign in numbers, as `campaign --json` prints it. */
export interface CampaignVerdict extends CampaignSummary {
  readonly version: 1
  readonly result: CampaignResult
  /** What makes it the campaign it is; the seed, where it was drawn. */
  readonly settings: CampaignSettings
  /** Scenarios that never reached one of their coverage marks: their runs prove nothing. */
  readonly undecidedScenarios: readonly string[]
  /** Scenarios that the target cannot serve. */
  readonly leftOut: readonly LeftOut[]
  /** Whether it was ended from outside. */
  readonly interrupted: boolean
  /** Runs that are not done; absent when only time ends it. */
  readonly left?: number
  /** Runs that Whitewater itself could not make. */
  readonly broken: readonly BrokenRun[]
  /** Failures that came out otherwise when their run was made again. */
  readonly diverged: readonly RunFailure[]
  /** What is to be said beside the numbers, a line each; the last one says why the result is what it is. */
  readonly remarks?: readonly string[]
  /** The file it is stored in. */
  readonly store?: string
  /** Its page, `campaign.html`; `campaign.json` beside it has the same as data. Absent: it could not be written. */
  readonly page?: string
  /** The command that goes on with it; absent where nothing is left to do. */
  readonly resume?: string
}

/** The verdict, with `more` behind all else. */
export function campaignVerdict<More extends object>(
  outcome: SessionOutcome,
  result: CampaignResult,
  more: More,
): CampaignVerdict & More {
  const { summary, settings, left, interrupted, broken, diverged } = outcome
  return {
    version: 1,
    result,
    settings,
    ...summary,
    undecidedScenarios: silent(summary),
    leftOut: settings.leftOut ?? [],
    interrupted,
    ...defined({ left }),
    broken,
    diverged,
    ...more,
  }
}
