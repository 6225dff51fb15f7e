import type { Micros } from '../../src/base/time.ts'
import type { StatePatch } from '../../src/record/trace.ts'
import type { RunningState } from './running-state.ts'
import type { TraceGap } from './schema.ts'

/** Elections that a gap names; more would not fit its line. */
const MAX_ELECTIONS = 3

interface Change {
  scalars: Omit<StatePatch, 'log'>
  /** The first index of its log that changed. */
  logFrom: number
}

/** The steps since the last one that is drawn, summed up: how many, and what they changed. */
export class SkippedSteps {
  #steps = 0
  #elected: string[] = []
  #changes = new Map<number, Change>()

  /** `term`: that of the server after the step, which it mostly reached before it led. */
  add(lane: number, name: string, patch: StatePatch | undefined, term: number | undefined): void {
    this.#steps++
    if (patch === undefined) return
    const { log, ...scalars } = patch
    const change = this.#changes.get(lane) ?? { scalars: {}, logFrom: Infinity }
    change.scalars = { ...change.scalars, ...scalars }
    if (log !== undefined) change.logFrom = Math.min(change.logFrom, log.from)
    this.#changes.set(lane, change)
    if (patch.role === 'leader') {
      const inTerm = term === undefined ? '' : ` term ${term}`
      this.#elected = [...this.#elected, `${name} leads${inTerm}`].slice(-MAX_ELECTIONS)
    }
  }

  /** Whatever was left out before `event`; undefined when nothing was. `states`: as they are after the last skipped step. */
  end(event: number, time: Micros, states: readonly RunningState[]): TraceGap | undefined {
    const steps = this.#steps
    if (steps === 0) return undefined
    const patches = [...this.#changes].map(([lane, { scalars, logFrom }]): [number, StatePatch] => {
      const log = states[lane]?.logFrom(logFrom)
      return [lane, log === undefined ? scalars : { ...scalars, log }]
    })
    const gap = { event, steps, time, elected: this.#elected, patches }
    this.#steps = 0
    this.#elected = []
    this.#changes = new Map()
    return gap
  }
}
