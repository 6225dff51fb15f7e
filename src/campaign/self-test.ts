import { present } from '../base/assert.ts'
import type { StoredSelfTest } from './stored-rows.ts'
import type { RunFailure, Tally } from '../testcase/tally.ts'
import type { Piece } from './worker-pool.ts'

/** A planted bug that a campaign must find, to show that it finds bugs at all. */
export interface SelfTest {
  readonly id: string
  readonly target: string
  /** Properties whose breach counts as having found it. */
  readonly breaks: readonly string[]
  /** Scenarios to look in, in turn. */
  readonly scenarios: readonly string[]
  /** Runs until it counts as not found. */
  readonly runs: number
}

/** The hunt for one self-test. */
export class SelfTestRun {
  readonly #selfTest: SelfTest
  readonly #baseSeed: string
  #handed = 0
  #back = 0
  #found: RunFailure | undefined

  constructor(selfTest: SelfTest, baseSeed: string) {
    this.#selfTest = selfTest
    this.#baseSeed = baseSeed
  }

  get id(): string {
    return this.#selfTest.id
  }

  /** The outcome, as soon as there is one. */
  get outcome(): StoredSelfTest | undefined {
    const { id, runs } = this.#selfTest
    if (this.#found !== undefined) {
      const { scenario, seed, digest } = this.#found
      return { id, found: true, runs: this.#back, scenario, seed, digest }
    }
    return this.#back >= runs ? { id, found: false, runs: this.#back } : undefined
  }

  next(): Piece | undefined {
    const { id, target, scenarios, runs } = this.#selfTest
    if (this.#found !== undefined || this.#handed >= runs) return undefined
    const first = this.#handed++
    // one run at a time: most are found at once, and what is begun is not left
    return {
      scenario: present(scenarios[first % scenarios.length], 'a scenario for the self-test'),
      target,
      first,
      selfTest: id,
      shape: {},
      seeds: [`${this.#baseSeed}-self-test-${first}`],
    }
  }

  done(tally: Tally): void {
    this.#back += tally.runs
    const { breaks } = this.#selfTest
    this.#found ??= tally.failures.find(({ property }) => breaks.includes(property))
  }
}
