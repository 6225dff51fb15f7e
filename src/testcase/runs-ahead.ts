import type { RunResult } from '../run/run-result.ts'
import { madeInTurn } from './made-in-turn.ts'
import type { RunOrder } from './subject-host.ts'
import type { TargetMaker } from './target-maker.ts'
import type { TestCase } from './test-case.ts'
import { TurnOfOthers } from './turn-of-others.ts'

/** Runs of the first order that says which come next; then twice as many, up to the most. */
const FIRST_AHEAD = 8
const MAX_AHEAD = 64

/**
 * How many runs of a scenario are made in turn before they are asked for one by one. When one fails, those behind it are
 * often not asked for any more: never are many more made in vain than were made before.
 */
export class AheadSizes {
  // the first run is made alone, twice
  #next = 1
  #size = FIRST_AHEAD

  /** The positions behind this one that are to be made in turn with it, of so many `runs`; empty: made alone, or made already. */
  behind(position: number, runs: number): readonly number[] {
    if (position !== this.#next) return []
    const end = Math.min(position + this.#size, runs)
    this.#next += this.#size
    this.#size = Math.min(2 * this.#size, MAX_AHEAD)
    return Array.from({ length: Math.max(0, end - position - 1) }, (_, at) => position + 1 + at)
  }
}

const keyOf = ({ scenario, target, shape }: RunOrder): string => JSON.stringify([scenario, target, shape])

/** Holds the runs that were made in turn with one that was ordered, until they are ordered themselves. */
export class RunsAhead {
  #key = ''
  #seeds: readonly string[] = []
  #made: Awaited<ReturnType<typeof madeInTurn>>

  /** Makes the runs of an order in turn, where its servers can be asked at once. `cases`: one for each of its seeds. */
  async make(order: RunOrder, cases: readonly TestCase[], make: TargetMaker): Promise<void> {
    const others = new TurnOfOthers()
    const rest = (): boolean | Promise<boolean> => (others.isDue ? others.give().then(() => true) : true)
    this.#key = keyOf(order)
    this.#seeds = cases.map(({ seed }) => seed)
    this.#made = await madeInTurn(cases, make, rest)
  }

  /** What came of the run of an order, where it is sure to be what comes of it alone. */
  taken(order: RunOrder): RunResult | undefined {
    // whose history is wanted is made alone
    return order.keep === 'digest' ? this.#made?.taken(this.#positionOf(order)) : undefined
  }

  /** What came of the run of an order, alone. */
  compare(order: RunOrder, alone: RunResult): void {
    this.#made?.compare(this.#positionOf(order), alone)
  }

  /** -1: it was not made. */
  #positionOf(order: RunOrder): number {
    return keyOf(order) === this.#key && order.strict !== true ? this.#seeds.indexOf(order.seed) : -1
  }
}
