import { runNumber, type RunRange } from './schedule.ts'
import type { CampaignSettings } from './settings.ts'

interface Stretch {
  /** Its first run, and the one behind its last. */
  readonly first: number
  readonly end: number
  /** Finished runs before it. */
  readonly before: number
}

/**
 * The runs of a campaign that are done. What time or a signal cut off leaves gaps among them, so that the number in a seed
 * says more runs than there were.
 */
export class FinishedRuns {
  readonly #settings: CampaignSettings
  readonly #stretches: ReadonlyMap<string, readonly Stretch[]>

  constructor(settings: CampaignSettings, ranges: readonly RunRange[]) {
    this.#settings = settings
    this.#stretches = new Map(
      [...Map.groupBy(ranges, ({ scenario }) => scenario)].map(([scenario, list]) => [
        scenario,
        stretchesOf(list),
      ]),
    )
  }

  /** The number of a run among the finished ones of its scenario, from 1. */
  numberOf(run: { readonly scenario: string; readonly seed: string }): number {
    return this.upTo(run.scenario, runNumber(this.#settings, run) - 1)
  }

  /** How many runs of a scenario are done up to one, itself counted in; `position`: counted in the shard, from 0. */
  upTo(scenario: string, position: number): number {
    const stretches = this.#stretches.get(scenario) ?? []
    let [low, high] = [0, stretches.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((stretches[middle]?.first ?? Infinity) <= position) low = middle + 1
      else high = middle
    }
    const last = stretches[low - 1]
    const runs = last === undefined ? 0 : last.before + Math.min(last.end, position + 1) - last.first
    // a run that is told of was made
    return Math.max(1, Math.floor(runs))
  }
}

function stretchesOf(ranges: readonly RunRange[]): Stretch[] {
  let before = 0
  return ranges
    .toSorted((a, b) => a.first - b.first)
    .map(({ first, runs }) => {
      const stretch = { first, end: first + runs, before }
      before += runs
      return stretch
    })
}
