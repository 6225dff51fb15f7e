import { assert, present } from '../base/assert.ts'
import type { PlanShape } from '../run/drawing/plan-shape.ts'
import type { Guidance } from '../testcase/work-order.ts'
import type { CampaignSettings } from './settings.ts'

/** Runs `first` to `first + runs - 1` of a scenario, counted within the shard. */
export interface RunRange {
  readonly scenario: string
  readonly first: number
  readonly runs: number
}

/** Part of a campaign, to be run in one go. */
export interface Chunk extends RunRange {
  readonly shape: PlanShape
  readonly seeds: readonly string[]
  /** Its plans follow what earlier runs reached. */
  readonly guided?: Guidance
}

interface Track {
  readonly scenario: string
  /** Number of its first seed in this shard; the next ones are a shard count apart. */
  readonly from: number
  /** Its runs in this shard; Infinity when only time ends it. */
  readonly count: number
  /** What is not handed out: from, to (exclusive), in order. */
  gaps: { from: number; to: number }[]
  /** Runs handed out or done. */
  taken: number
  /** Wall milliseconds of a run, as far as known. */
  pace: number | undefined
}

/** What a chunk should take, so that little is lost with it and little is said about it. */
const CHUNK_MILLIS = 1000
/** And at least, when little is left. */
const SHORT_CHUNK_MILLIS = 100
/** Runs in a scenario's first chunk, before its pace is known, and in any. */
const FIRST_CHUNK = 1
const MAX_CHUNK = 500
/** How much the newest chunk counts for the pace. */
const NEWEST = 0.5

/**
 * Cuts a campaign, scenarios times seeds, into chunks and hands them out so that all scenarios make equal
 * progress. Which seeds there are is fixed by the settings alone; how they are cut follows the speed.
 */
export class Schedule {
  readonly settings: CampaignSettings
  readonly #tracks: readonly Track[]
  readonly #workers: number
  #expired = false

  constructor(settings: CampaignSettings, finished: readonly RunRange[] = [], workers = 1) {
    this.settings = settings
    this.#workers = workers
    this.#tracks = settings.scenarios.map((scenario, position) => {
      const track = trackOf(settings, scenario, position)
      const done = finished.filter((range) => range.scenario === scenario)
      for (const range of done.sort((a, b) => a.first - b.first)) finish(track, range)
      return track
    })
  }

  /** Runs of this shard in all; undefined when only time ends it. */
  get total(): number | undefined {
    const sum = this.#tracks.reduce((all, { count }) => all + count, 0)
    return Number.isFinite(sum) ? sum : undefined
  }

  /** Runs of a scenario in this shard; Infinity when only time ends it. */
  count(scenario: string): number {
    return this.#track(scenario).count
  }

  /** Time is up: nothing more is handed out. */
  expire(): void {
    this.#expired = true
  }

  /** The next chunk, of the scenario that is furthest behind; undefined when there is no more. */
  next(_worker?: number): Chunk | undefined {
    if (this.#expired) return undefined
    let least: Track | undefined
    for (const track of this.#tracks) {
      if (track.gaps.length === 0) continue
      if (least === undefined || track.taken < least.taken) least = track
    }
    if (least === undefined) return undefined
    const gap = present(least.gaps[0], 'a gap')
    const runs = Math.min(this.#size(least), gap.to - gap.from)
    const first = gap.from
    gap.from += runs
    if (gap.from === gap.to) least.gaps.shift()
    least.taken += runs
    const { scenario } = least
    return {
      scenario,
      first,
      runs,
      shape: this.settings.shape,
      seeds: Array.from({ length: runs }, (_, n) => this.seed(scenario, first + n)),
    }
  }

  /** How long runs of a scenario took; the size of its next chunks follows. */
  learn(scenario: string, runs: number, millis: number): void {
    if (runs === 0) return
    const track = this.#track(scenario)
    const pace = millis / runs
    track.pace = track.pace === undefined ? pace : NEWEST * pace + (1 - NEWEST) * track.pace
  }

  /** The seed of a run by its number in this shard. */
  seed(scenario: string, position: number): string {
    return `${this.settings.seed}-${this.#track(scenario).from + position * this.settings.shard.of}`
  }

  #size(track: Track): number {
    const { pace } = track
    const within = (millis: number): number => Math.floor(millis / Math.max(pace ?? millis, 0.01))
    const wanted = pace === undefined ? FIRST_CHUNK : within(CHUNK_MILLIS)
    // towards the end in smaller pieces, so that all workers finish together
    const left = this.#tracks.reduce((sum, { count, taken }) => sum + count - taken, 0)
    const fair = Number.isFinite(left) ? Math.ceil(left / (2 * this.#workers)) : MAX_CHUNK
    return Math.max(1, Math.min(wanted, MAX_CHUNK, Math.max(fair, within(SHORT_CHUNK_MILLIS))))
  }

  #track(scenario: string): Track {
    return present(
      this.#tracks.find((track) => track.scenario === scenario),
      `scenario ${scenario} of the campaign`,
    )
  }
}

/** The number of a run among those of its scenario in its shard, from 1: what its seed says. */
export function runNumber(
  settings: CampaignSettings,
  { scenario, seed }: { readonly scenario: string; readonly seed: string },
): number {
  const { from } = trackOf(settings, scenario, Math.max(0, settings.scenarios.indexOf(scenario)))
  return (Number(seed.slice(seed.lastIndexOf('-') + 1)) - from) / settings.shard.of + 1
}

/** The number of a run among those of its scenario in all shards, from 0. `position`: counted in its shard. */
export const positionInAll = (
  settings: CampaignSettings,
  { scenario, first }: Pick<RunRange, 'scenario' | 'first'>,
): number =>
  trackOf(settings, scenario, Math.max(0, settings.scenarios.indexOf(scenario))).from +
  first * settings.shard.of

/** Every scenario has the same seeds; shards take turns, each scenario beginning with another shard. */
function trackOf({ runs, shard }: CampaignSettings, scenario: string, position: number): Track {
  const turn = (shard.index - 1 - position) % shard.of
  const from = turn < 0 ? turn + shard.of : turn
  const count = Math.max(0, Math.ceil(((runs ?? Infinity) - from) / shard.of))
  return {
    scenario,
    from,
    count,
    gaps: count === 0 ? [] : [{ from: 0, to: count }],
    taken: 0,
    pace: undefined,
  }
}

function finish(track: Track, { first, runs }: RunRange): void {
  const at = track.gaps.findIndex((gap) => gap.from <= first && first + runs <= gap.to)
  const gap = track.gaps[at]
  assert(gap !== undefined, `runs ${first} to ${first + runs - 1} of ${track.scenario} are stored twice`)
  const rest = [
    { from: gap.from, to: first },
    { from: first + runs, to: gap.to },
  ].filter(({ from, to }) => from < to)
  track.gaps.splice(at, 1, ...rest)
  track.taken += runs
}
