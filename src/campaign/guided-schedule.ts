import { elementAt } from '../base/element-at.ts'
import { Schedule, type Chunk, type RunRange } from './schedule.ts'
import type { CampaignSettings } from './settings.ts'

/**
 * Hands out the runs of a guided campaign, one at a time: what a run reached decides which plan comes next. Each worker has runs
 * of its own, as many apart as there are workers, and a corpus of its own: with as many workers the same runs are made, however fast
 * each of them is.
 */
export class GuidedSchedule extends Schedule {
  /** The next runs of each scenario, by worker. */
  readonly #next: readonly Map<string, number>[]
  readonly #workers: number
  readonly #done: ReadonlyMap<string, ReadonlySet<number>>
  #isOver = false

  constructor(settings: CampaignSettings, finished: readonly RunRange[] = [], workers = 1) {
    super(settings, finished, workers)
    this.#workers = workers
    this.#next = Array.from(
      { length: workers },
      (_, worker) => new Map(settings.scenarios.map((name) => [name, worker])),
    )
    this.#done = positionsOf(finished)
  }

  override expire(): void {
    this.#isOver = true
    super.expire()
  }

  override next(worker = 0): Chunk | undefined {
    if (this.#isOver) return undefined
    const next = elementAt(this.#next, worker)
    let scenario: string | undefined
    let first = Infinity
    for (const name of this.settings.scenarios) {
      const position = this.#undone(name, next.get(name) ?? 0)
      next.set(name, position)
      if (position >= this.count(name) || position >= first) continue
      scenario = name
      first = position
    }
    if (scenario === undefined) return undefined
    next.set(scenario, first + this.#workers)
    const { seed, shape } = this.settings
    return {
      ...{ scenario, first, runs: 1, shape, seeds: [this.seed(scenario, first)] },
      guided: { name: `${seed}/worker ${worker}` },
    }
  }

  /** The first run of the worker that is not done yet, from a position of its own on. */
  #undone(scenario: string, from: number): number {
    const done = this.#done.get(scenario)
    let position = from
    while (done?.has(position) === true) position += this.#workers
    return position
  }
}

function positionsOf(ranges: readonly RunRange[]): Map<string, Set<number>> {
  const positions = new Map<string, Set<number>>()
  for (const { scenario, first, runs } of ranges) {
    const done = positions.get(scenario) ?? new Set<number>()
    positions.set(scenario, done)
    for (let position = first; position < first + runs; position++) done.add(position)
  }
  return positions
}
