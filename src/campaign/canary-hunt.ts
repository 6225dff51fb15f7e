import { present } from '../base/assert.ts'
import type { StoredCanary } from './store.ts'
import type { RunFailure, Tally } from './tally.ts'
import type { Piece } from './worker-pool.ts'

/** A planted bug that a campaign must find, to show that it finds bugs at all. */
export interface Canary {
  readonly id: string
  readonly target: string
  /** Properties whose breach counts as having found it. */
  readonly breaks: readonly string[]
  /** Scenarios to look in, in turn. */
  readonly scenarios: readonly string[]
  /** Runs until it counts as not found. */
  readonly runs: number
}

const RUNS_AT_ONCE = 4

/** The hunt for one canary. */
export class CanaryHunt {
  readonly #canary: Canary
  readonly #baseSeed: string
  #handed = 0
  #back = 0
  #found: RunFailure | undefined

  constructor(canary: Canary, baseSeed: string) {
    this.#canary = canary
    this.#baseSeed = baseSeed
  }

  get id(): string {
    return this.#canary.id
  }

  /** The outcome, as soon as there is one. */
  get outcome(): StoredCanary | undefined {
    const { id, runs } = this.#canary
    if (this.#found !== undefined) {
      return { id, found: true, runs: this.#back, scenario: this.#found.scenario, seed: this.#found.seed }
    }
    return this.#back >= runs ? { id, found: false, runs: this.#back } : undefined
  }

  next(): Piece | undefined {
    const { id, target, scenarios, runs } = this.#canary
    const left = runs - this.#handed
    if (this.#found !== undefined || left <= 0) return undefined
    const first = this.#handed
    const count = Math.min(RUNS_AT_ONCE, left)
    this.#handed += count
    return {
      scenario: present(scenarios[(first / RUNS_AT_ONCE) % scenarios.length], 'a scenario for the canary'),
      target,
      first,
      canary: id,
      seeds: Array.from({ length: count }, (_, n) => `${this.#baseSeed}-canary-${first + n}`),
    }
  }

  done(tally: Tally): void {
    this.#back += tally.runs
    const { breaks } = this.#canary
    this.#found ??= tally.failures.find(({ signature }) => breaks.includes(signature.split('/')[0] ?? ''))
  }
}
