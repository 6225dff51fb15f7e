import { RandomStream } from '../base/random.ts'
import type { Plan } from '../run/plan.ts'
import type { RunResult } from '../run/run-result.ts'
import { Corpus, type CorpusEntry } from './corpus.ts'
import { mutate } from './mutation.ts'

/** Runs of plans that are drawn, before any is mutated: what is rare is not known earlier. */
const FIRST_RUNS = 20
/** Of a hundred runs after that, so many are of plans that are drawn. */
const FRESH_PERCENT = 40

/** A plan to be run next. */
export interface GuidedPlan {
  readonly plan: Plan
  /** It is not the one that its seed alone gives. */
  readonly isMutant: boolean
}

/**
 * Says which plan of a scenario to run next: one that is drawn anew, or a mutant of one whose run reached something rare. What it says depends
 * on the seed and on what it has learned so far, in its order, and on nothing else.
 */
export class Guide {
  readonly #name: string
  readonly #corpus = new Corpus()
  #runs: number

  /** `name`: names its streams of random draws; `entries`: what is known already. */
  constructor(name: string, entries: readonly CorpusEntry[] = []) {
    this.#name = name
    for (const entry of entries) this.#corpus.add(entry)
    this.#runs = entries.length
  }

  /** `drawn`: the plan that the seed alone gives. */
  next(drawn: Plan): GuidedPlan {
    const fresh = { plan: drawn, isMutant: false }
    if (this.#runs < FIRST_RUNS) return fresh
    const random = new RandomStream(`${this.#name}/${drawn.seed}`)
    if (random.int(1, 100) <= FRESH_PERCENT) return fresh
    const entry = this.#corpus.choose(random)
    return entry === undefined
      ? fresh
      : { plan: mutate({ plan: entry.plan, donor: drawn }, random), isMutant: true }
  }

  /** What came of a plan; the entry, where it is kept. One that broke something is not: its mutants would break the same. */
  learn(plan: Plan, { features, violation, counts }: RunResult): CorpusEntry | undefined {
    this.#runs++
    if (features === undefined || violation !== undefined) return undefined
    const entry = { plan, steps: counts.steps, features: [...features] }
    return this.#corpus.add(entry) ? entry : undefined
  }
}
