import type { RandomStream } from '../base/random.ts'
import { classOf, featureClasses, type Feature, type FeatureClass } from '../run/features/feature.ts'
import type { Plan } from '../run/plan.ts'

/** A plan whose run reached what few plans before it had reached. */
export interface CorpusEntry {
  readonly plan: Plan
  /** Steps of its run: what it costs to go that way again. */
  readonly steps: number
  readonly features: readonly Feature[]
}

interface Reached {
  /** Runs that showed it. */
  runs: number
  /** Times that a plan was mutated for its sake. */
  chosen: number
  /** The first runs that showed it. */
  readonly owners: CorpusEntry[]
}

/** Plans that are remembered for one feature: mutants of one alone would all be alike. */
const MAX_OWNERS = 6
/** Features that are drawn, of which the rarest counts. */
const DRAWS = 4
/** Most entries of a scenario; then only what reaches something new is kept, up to twice as many. */
const MAX_ENTRIES = 150

/**
 * How often each class is chosen, in parts of their sum: most often those with few features that runs on the way to a breach pass
 * by. What a class of many tells apart is seldom what matters.
 */
const parts: { readonly [name in FeatureClass]: number } = {
  state: 1,
  reigns: 3,
  branches: 3,
  exposure: 6,
  messages: 1,
  fault: 1,
  phase: 1,
  mark: 1,
}

/** The plans of one scenario that are worth going on from, and how often each feature was reached. */
export class Corpus {
  readonly #entries: CorpusEntry[] = []
  readonly #reached = new Map<Feature, Reached>()
  /** Features by class, in the order in which they were first reached. */
  readonly #classes: readonly Feature[][] = featureClasses.map(() => [])

  get entries(): readonly CorpusEntry[] {
    return this.#entries
  }

  /** Takes note of a run; whether its plan is kept, as it is among the first that reached something. */
  add(entry: CorpusEntry): boolean {
    let isNew = false
    let owns = false
    const isFull = this.#entries.length >= MAX_ENTRIES
    for (const feature of entry.features) {
      const known = this.#reached.get(feature)
      if (known === undefined) {
        isNew = true
        this.#reached.set(feature, { runs: 1, chosen: 0, owners: [entry] })
        this.#classes[classOf(feature)]?.push(feature)
        continue
      }
      known.runs++
      if (known.owners.length >= MAX_OWNERS || isFull) continue
      known.owners.push(entry)
      owns = true
    }
    const isKept = (isNew && this.#entries.length < 2 * MAX_ENTRIES) || owns
    if (isKept) this.#entries.push(entry)
    return isKept
  }

  /** A plan that reached something rare, the rarer the more likely; undefined while nothing was reached. */
  choose(random: RandomStream): CorpusEntry | undefined {
    const wheel = this.#classes.flatMap((features, ordinal) => {
      const name = featureClasses[ordinal]
      return features.length === 0 || name === undefined
        ? []
        : Array<readonly Feature[]>(parts[name]).fill(features)
    })
    if (wheel.length === 0) return undefined
    const features = random.pick(wheel)
    let best = this.#reached.get(random.pick(features))
    for (let draw = 1; draw < DRAWS; draw++) {
      const other = this.#reached.get(random.pick(features))
      if (other !== undefined && (best === undefined || energyOf(other) > energyOf(best))) best = other
    }
    if (best === undefined) return undefined
    best.chosen++
    return random.pick(best.owners)
  }
}

/** How much is to be spent on a feature: the less, the more runs showed it, or were made for its sake. */
const energyOf = ({ runs, chosen }: Reached): number => 1 / (runs + chosen)
