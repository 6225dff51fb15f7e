import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { phases } from '../../nemesis/index.ts'
import type {
  CampaignRecord,
  CampaignResult,
  FailingRun,
  RecordedGroup,
  RecordedNight,
  RecordedScenario,
} from '../../reports/index.ts'
import { campaignLine } from '../../reports/index.ts'
import { assert } from '../base/assert.ts'
import { defined } from '../base/defined.ts'
import { least } from '../base/extremes.ts'
import { replayLine } from '../base/shell-word.ts'
import { counted } from '../../reports/quantities.ts'
import { coverageMarkTexts } from '../run/coverage-marks.ts'
import { addTally, emptyTally } from '../testcase/tally.ts'
import { askedText } from './asked-text.ts'
import { MAX_SIGNATURES } from './failure-queue.ts'
import { FinishedRuns } from './finished-runs.ts'
import { goneSignatures, likeCampaign } from './gone-signatures.ts'
import { placeOfReport } from './report-place.ts'
import { tokenOfRun } from './run-token.ts'
import { saturationOf } from './saturation.ts'
import type { FormerCampaign, FormerCampaigns, StoredCampaign } from './stored-campaign.ts'
import type { StoredGroup } from './stored-rows.ts'

/** What a stored campaign came to, beside those that ran before it in its folder. */
export function campaignRecordOf(
  campaign: StoredCampaign,
  { campaigns: former, unread }: FormerCampaigns,
): CampaignRecord {
  const { settings, tallies, selfTests, undecided, began, finished, remarks } = campaign
  const like = likeCampaign(campaign, former)
  const sum = emptyTally()
  for (const tally of tallies.values()) addTally(sum, tally)
  const done = new FinishedRuns(settings, campaign.ranges)
  const numbers = {
    ...defined({ result: resultIn(campaign) }),
    runs: sum.runs,
    failed: sum.failed,
    undecided: sum.unknown,
    groups: groupsOf(campaign, former, done),
    gone: goneSignatures(campaign, like),
    selfTests: selfTests.map(({ id, found, runs }) => ({ id, found, runs })),
    ...(finished !== undefined && { finished }),
  }
  const before = former.at(-1)
  return {
    version: 1,
    ...campaignLine({ ...numbers, ...(before !== undefined && { since: before.began }) }),
    began,
    target: settings.target,
    seed: settings.seed,
    asked: askedText(settings),
    ...numbers,
    ...(like !== undefined && { comparedWith: like.began }),
    wallSeconds: campaign.millis / 1000,
    virtualHours: sum.virtualMs / 3_600_000,
    known: (settings.shape.known ?? []).map((signature) => ({
      signature,
      runs: sum.known?.[signature] ?? 0,
    })),
    scenarios: scenariosOf(campaign, done),
    undecidedRuns: undecided.map((run) => ({
      ...run,
      run: done.numberOf(run),
      replay: replayLine(tokenOfRun(settings, run)),
    })),
    faults: sum.faults,
    phases,
    markTexts: coverageMarkTexts,
    saturation: saturationOf(campaign, done),
    nights: [...former, campaign].map(nightOf),
    remarks: [...unreadRemarks(unread), ...remarks],
  }
}

const results: readonly CampaignResult[] = [
  ...(['held', 'nothing-new', 'undecided'] as const),
  ...(['violation', 'not-deterministic', 'harness-failed'] as const),
]

/** What is stored may be anything. */
const resultIn = ({ result }: StoredCampaign): CampaignResult | undefined =>
  results.find((one) => one === result)

/** Files that are named; a folder may have any number of them. */
const MAX_UNREAD = 5

function unreadRemarks(unread: readonly string[]): string[] {
  const more = unread.length - MAX_UNREAD
  const named = unread.slice(0, MAX_UNREAD)
  return more > 0 ? [...named, `and ${counted(more, 'more campaign')} before this one`] : named
}

function groupsOf(
  campaign: StoredCampaign,
  former: readonly FormerCampaign[],
  done: FinishedRuns,
): RecordedGroup[] {
  const foundBefore = new Set(former.flatMap(({ finds }) => [...finds.keys()]))
  const slugs = new Map<string, number>()
  const failures = Map.groupBy(campaign.failures, ({ signature }) => signature)
  return campaign.groups
    .map((group, at) => {
      const runs = (failures.get(group.signature) ?? []).map(
        ({ signature: _, digest, ...failure }): FailingRun => ({
          ...failure,
          run: done.numberOf(failure),
          replay: replayLine(tokenOfRun(campaign.settings, failure, digest)),
        }),
      )
      const [example] = runs
      assert(example !== undefined, `the store has no failure of ${group.signature}`)
      const scenarios = [...Map.groupBy(runs, ({ scenario }) => scenario)]
      return {
        signature: group.signature,
        slug: slugOf(group.signature, slugs),
        headline: group.first.headline,
        count: group.count,
        new: !foundBefore.has(group.signature),
        firstRun: least(runs.map(({ run }) => run)),
        scenarios: scenarios
          .map(([name, { length }]) => ({ name, count: length }))
          .sort((a, b) => b.count - a.count),
        ...placeOf(group, at, campaign),
        example,
        failures: runs.toSorted((a, b) =>
          a.scenario === b.scenario ? a.run - b.run : a.scenario < b.scenario ? -1 : 1,
        ),
      }
    })
    .sort((a, b) => Number(b.new) - Number(a.new) || b.count - a.count)
}

/** `at`: how many signatures were found before it. */
function placeOf(
  { reported, reportPath, minimizedSteps }: StoredGroup,
  at: number,
  { file, finished }: StoredCampaign,
): Pick<RecordedGroup, 'state' | 'minimizedSteps' | 'report'> {
  if (!reported && at >= MAX_SIGNATURES) return { state: 'counted' }
  // one that is finished has nothing left to do
  if (!reported) return { state: finished === undefined ? 'waits' : 'none' }
  const report = reportPath === undefined ? undefined : placeOfReport(reportPath)
  const isThere = report !== undefined && existsSync(join(dirname(file), report))
  return {
    state: minimizedSteps !== undefined ? 'minimized' : reportPath === undefined ? 'none' : 'reported',
    ...(minimizedSteps !== undefined && { minimizedSteps }),
    ...(isThere && { report }),
  }
}

/** `election-safety/two-leaders` as a part of an address; `taken`: how often each came before. */
function slugOf(signature: string, taken: Map<string, number>): string {
  const plain =
    signature
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '')
      .slice(0, 80) || 'group'
  for (;;) {
    const before = taken.get(plain) ?? 0
    taken.set(plain, before + 1)
    if (before === 0) return plain
    const slug = `${plain}-${before + 1}`
    if (taken.has(slug)) continue
    taken.set(slug, 1)
    return slug
  }
}

function scenariosOf(
  { settings, tallies, failures }: StoredCampaign,
  done: FinishedRuns,
): RecordedScenario[] {
  const failed = Map.groupBy(failures, ({ scenario }) => scenario)
  return settings.scenarios.map((name) => {
    const tally = tallies.get(name) ?? emptyTally()
    const numbers = (failed.get(name) ?? []).map((failure) => done.numberOf(failure))
    return {
      name,
      runs: tally.runs,
      failed: tally.failed,
      undecided: tally.unknown,
      ...(numbers.length > 0 && { firstFailure: least(numbers) }),
      marks: tally.coverageMarks,
    }
  })
}

function nightOf({ settings, began, tallies, finds }: FormerCampaign): RecordedNight {
  const all = [...tallies.values()]
  return {
    began,
    target: settings.target,
    runs: all.reduce((sum, { runs }) => sum + runs, 0),
    failed: all.reduce((sum, { failed }) => sum + failed, 0),
    scenarios: Object.fromEntries([...tallies].map(([name, { runs, failed }]) => [name, { runs, failed }])),
    signatures: Object.fromEntries(
      [...finds].map(([signature, runs]) => [signature, runs.values().reduce((sum, one) => sum + one, 0)]),
    ),
  }
}
