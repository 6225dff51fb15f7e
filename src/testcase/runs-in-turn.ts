import { elementAt } from '../base/element-at.ts'
import type { RunResult } from '../run/run-result.ts'
import type { Gathering } from '../subject/target.ts'
import type { RunInTurn, TestCase } from './test-case.ts'

/** Where runs are made one after the other, in turn with those of other seats. */
interface Seat {
  readonly number: number
  position: number
  run: RunInTurn | undefined
}

/** Makes runs of one target in turn: half of them go on while the other half are asked. */
export class RunsInTurn {
  readonly #cases: readonly TestCase[]
  readonly #gathering: Gathering
  readonly #results: (RunResult | undefined)[]
  readonly #halves: readonly (readonly Seat[])[]
  #next = 0

  constructor(cases: readonly TestCase[], gathering: Gathering) {
    this.#cases = cases
    this.#gathering = gathering
    this.#results = cases.map(() => undefined)
    const seats = Array.from({ length: Math.min(gathering.lanes, cases.length) }, (_, number): Seat => ({
      ...{ number, position: 0, run: undefined },
    }))
    const half = Math.ceil(seats.length / 2)
    this.#halves = [seats.slice(0, half), seats.slice(half)]
  }

  /**
   * What came of each, without its history; undefined: nothing, as something else than its servers went wrong or there
   * was no time. `rest` is asked between two rounds whether to go on.
   */
  async make(rest: () => Promise<boolean> | boolean): Promise<readonly (RunResult | undefined)[]> {
    for (const half of this.#halves) this.#goOn(half)
    try {
      while (this.#halves.flat().some(({ run }) => run !== undefined)) {
        const resting = rest()
        if (!(typeof resting === 'boolean' ? resting : await resting)) break
        for (const half of this.#halves) {
          this.#gathering.receive()
          this.#goOn(half)
        }
      }
    } finally {
      // nobody waits any more for what is still under way
      for (const half of this.#halves) {
        this.#gathering.receive()
        for (const { run } of half) run?.turns.return(undefined as never)
      }
    }
    return this.#results
  }

  #goOn(half: readonly Seat[]): void {
    for (const seat of half) this.#turn(seat)
    this.#gathering.send(half.flatMap(({ run }) => (run?.lane.isAsking === true ? [run.lane] : [])))
  }

  /** The run of a seat goes on until it asks; when it is over, the next one begins. */
  #turn(seat: Seat): void {
    for (;;) {
      if (seat.run === undefined) {
        if (this.#next === this.#cases.length) return
        seat.position = this.#next++
      }
      try {
        seat.run ??= elementAt(this.#cases, seat.position).runInTurn(this.#gathering, seat.number)
        const { done, value } = seat.run.turns.next()
        if (done !== true) return
        this.#results[seat.position] = { ...value, history: [] }
      } catch {
        // made alone, it says itself what went wrong
      }
      seat.run = undefined
    }
  }
}
