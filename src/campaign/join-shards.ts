import { cpSync, existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { environmentError } from '../base/environment-error.ts'
import { InputError } from '../base/input-error.ts'
import { canonicalJson } from '../base/json.ts'
import { addTally, emptyTally, type Tally } from '../testcase/tally.ts'
import { placeOfReport } from './report-place.ts'
import { positionInAll, runNumber, type RunRange } from './schedule.ts'
import type { CampaignSettings } from './settings.ts'
import type { StoredCampaign } from './stored-campaign.ts'
import type { FirstShown, StoredGroup, StoredSelfTest } from './stored-rows.ts'
import type { RunFailure, UndecidedRun } from '../testcase/tally.ts'

/** What the shards of one campaign came to together. */
export interface JoinedShards {
  /** Those of the whole campaign: shard 1 of 1. */
  readonly settings: CampaignSettings
  readonly began: string
  /** Absent: a shard is not finished, or not there. */
  readonly finished?: string
  /** Wall milliseconds, summed over shards. */
  readonly millis: number
  readonly tallies: ReadonlyMap<string, Tally>
  readonly ranges: readonly RunRange[]
  readonly failures: readonly RunFailure[]
  readonly undecided: readonly UndecidedRun[]
  readonly selfTests: readonly StoredSelfTest[]
  readonly firstShown: readonly FirstShown[]
  /** One for each signature that was looked into. */
  readonly reports: readonly StoredGroup[]
  /** Indexes of shards that are not there, from 1. */
  readonly missing: readonly number[]
}

/**
 * Joins the shards of one campaign: the runs are those that one process would have made, numbered as there.
 * @throws InputError for campaigns that are not shards of one, or for a shard that is there twice.
 */
export function joinShards(shards: readonly StoredCampaign[]): JoinedShards {
  const [first] = shards
  if (first === undefined) throw new InputError('there is no campaign to join')
  const indexes = new Map<number, string>()
  for (const { settings, file } of shards) {
    assertSameCampaign(first, settings, file)
    const { index } = settings.shard
    const other = indexes.get(index)
    if (other !== undefined)
      throw new InputError(`is shard ${index}/${settings.shard.of}, as is ${other}; name each once`, { file })
    indexes.set(index, file)
  }
  const { of } = first.settings.shard
  const missing = Array.from({ length: of }, (_, at) => at + 1).filter((index) => !indexes.has(index))
  const ends = shards.map(({ finished }) => finished)
  const isFinished = missing.length === 0 && ends.every((end) => end !== undefined)
  const { corpus: _, ...settings } = first.settings
  const whole: CampaignSettings = { ...settings, shard: { index: 1, of: 1 } }
  return {
    settings: whole,
    began: shards.map(({ began }) => began).toSorted()[0] ?? first.began,
    ...(isFinished && {
      finished:
        ends
          .filter((end) => end !== undefined)
          .toSorted()
          .at(-1) ?? first.began,
    }),
    millis: shards.reduce((sum, { millis }) => sum + millis, 0),
    tallies: talliesOf(shards),
    ranges: rangesOf(shards),
    failures: inOrder(
      shards.flatMap(({ failures }) => failures),
      whole,
    ),
    undecided: inOrder(
      shards.flatMap(({ undecided }) => undecided),
      whole,
    ),
    selfTests: selfTestsOf(shards),
    firstShown: firstShownOf(shards),
    reports: shards.flatMap(({ groups }) => groups.filter(({ reported }) => reported)),
    missing,
  }
}

/** But for their part of it, and for how long each process had. */
const wholeOf = ({ shard, corpus: _, millis: __, ...settings }: CampaignSettings): string =>
  canonicalJson({ ...settings, of: shard.of })

function assertSameCampaign(first: StoredCampaign, settings: CampaignSettings, file: string): void {
  if (wholeOf(first.settings) === wholeOf(settings)) return
  const names = ['seed', 'target', 'runs', 'scenarios', 'shape', 'shard'] as const
  const differing = names.find((name) => {
    const [a, b] = [first.settings[name], settings[name]]
    return name === 'shard'
      ? first.settings.shard.of !== settings.shard.of
      : canonicalJson(a ?? null) !== canonicalJson(b ?? null)
  })
  throw new InputError(
    `is no shard of the campaign in ${first.file}: ${differing ?? 'what was asked'} differs; join shards of one campaign`,
    { file },
  )
}

function talliesOf(shards: readonly StoredCampaign[]): Map<string, Tally> {
  const sums = new Map<string, Tally>()
  for (const { tallies } of shards)
    for (const [scenario, tally] of tallies) {
      const sum = sums.get(scenario) ?? emptyTally()
      sums.set(scenario, sum)
      addTally(sum, tally)
    }
  return sums
}

/** Runs of shards alternate; those that follow each other are one stretch again. */
function rangesOf(shards: readonly StoredCampaign[]): RunRange[] {
  const positions = new Map<string, number[]>()
  for (const { settings, ranges } of shards)
    for (const { scenario, first, runs } of ranges) {
      const all = positions.get(scenario) ?? []
      positions.set(scenario, all)
      for (let position = first; position < first + runs; position++)
        all.push(positionInAll(settings, { scenario, first: position }))
    }
  return [...positions].flatMap(([scenario, all]) => {
    const stretches: { scenario: string; first: number; runs: number }[] = []
    for (const position of all.sort((a, b) => a - b)) {
      const last = stretches.at(-1)
      if (last !== undefined && last.first + last.runs === position) last.runs++
      else stretches.push({ scenario, first: position, runs: 1 })
    }
    return stretches
  })
}

/** As one process would have come to them: by the number of the run, scenarios in their order. */
function inOrder<T extends { readonly scenario: string; readonly seed: string }>(
  runs: readonly T[],
  settings: CampaignSettings,
): T[] {
  const place = ({ scenario }: T): number => settings.scenarios.indexOf(scenario)
  return runs.toSorted((a, b) => runNumber(settings, a) - runNumber(settings, b) || place(a) - place(b))
}

/** Each shard hunts with the same seeds: who found it found it for all. */
function selfTestsOf(shards: readonly StoredCampaign[]): StoredSelfTest[] {
  const joined = new Map<string, StoredSelfTest>()
  for (const selfTest of shards.flatMap(({ selfTests }) => selfTests)) {
    const known = joined.get(selfTest.id)
    if (known === undefined || (!known.found && selfTest.found)) joined.set(selfTest.id, selfTest)
  }
  return [...joined.values()]
}

function firstShownOf(shards: readonly StoredCampaign[]): FirstShown[] {
  const joined = new Map<string, FirstShown>()
  for (const { settings, firstShown } of shards)
    for (const { scenario, behaviour, run } of firstShown) {
      const position = positionInAll(settings, { scenario, first: run })
      const key = JSON.stringify([scenario, behaviour])
      const known = joined.get(key)
      if (known === undefined || position < known.run) joined.set(key, { scenario, behaviour, run: position })
    }
  return [...joined.values()]
}

/**
 * Copies the folders of reported runs beside the joined store; what lies there already stays.
 * @throws InputError when they cannot be copied.
 */
export function copyReports(shards: readonly StoredCampaign[], output: string): void {
  for (const { file, groups } of shards)
    for (const { reportPath } of groups) {
      const place = reportPath === undefined ? undefined : placeOfReport(reportPath)
      if (place === undefined) continue
      const from = join(dirname(file), dirname(place))
      const to = join(output, dirname(place))
      if (!existsSync(from) || existsSync(to)) continue
      try {
        cpSync(from, to, { recursive: true })
      } catch (error) {
        throw environmentError(error, to) ?? error
      }
    }
}
