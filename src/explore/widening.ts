import { boundNames, MAX_BOUND, nothing, type BoundName, type Bounds } from './bounds.ts'

/** With fewer there is hardly an election. */
const FEWEST_TIMEOUTS = 2

/** By how much one more of each multiplied the states of the built-in Raft: a first guess, until that is seen. */
const guesses: Bounds = {
  timeouts: 14,
  lateMessages: 10,
  operations: 8,
  restarts: 8,
  duplicates: 8,
  retries: 5,
  lateSyncs: 4,
}

interface Candidate {
  readonly bounds: Bounds
  /** Of which it has one more than bounds that were searched, and how many states those had. */
  readonly grown?: { readonly name: BoundName; readonly from: number }
}

/**
 * Which bounds to search next: those, one step wider than some that were searched to their end, that seem to have the fewest
 * states. So one more of everything is tried before much more of anything. What the user fixed stays as it is.
 */
export class Widening {
  readonly #free: readonly BoundName[]
  readonly #most: Partial<Bounds>
  readonly #factors: { [name in BoundName]: number } = { ...guesses }
  readonly #seen = new Set<string>()
  #candidates: Candidate[]
  #last: Candidate | undefined

  /** `most`: bounds that none goes beyond. Default: as far as a search can hold. */
  constructor(possible: readonly BoundName[], fixed: Partial<Bounds>, most: Partial<Bounds> = {}) {
    this.#free = possible.filter((name) => fixed[name] === undefined)
    this.#most = most
    const begin: Bounds = {
      ...nothing,
      ...(this.#free.includes('timeouts') && { timeouts: FEWEST_TIMEOUTS }),
      ...(this.#free.includes('operations') && { operations: 1 }),
      ...fixed,
    }
    this.#candidates = [{ bounds: within(begin, most) }]
  }

  /** Undefined: there are no others. */
  next(): Bounds | undefined {
    const best = this.#candidates.reduce<Candidate | undefined>(
      (least, one) => (least === undefined || this.#cost(one) < this.#cost(least) ? one : least),
      undefined,
    )
    this.#candidates = this.#candidates.filter((one) => one !== best)
    this.#last = best
    return best?.bounds
  }

  /** The bounds given last were searched to their end, and had so many states. */
  searched(states: number): void {
    const last = this.#last
    if (last === undefined) return
    const { bounds, grown } = last
    if (grown !== undefined) this.#factors[grown.name] = Math.max(1.1, states / grown.from)
    for (const name of this.#free) {
      if (bounds[name] >= (this.#most[name] ?? MAX_BOUND)) continue
      const wider = { ...bounds, [name]: bounds[name] + 1 }
      const key = boundNames.map((one) => wider[one]).join(' ')
      if (this.#seen.has(key)) continue
      this.#seen.add(key)
      this.#candidates.push({ bounds: wider, grown: { name, from: states } })
    }
  }

  #cost({ grown }: Candidate): number {
    return grown === undefined ? 0 : grown.from * this.#factors[grown.name]
  }
}

function within(bounds: Bounds, most: Partial<Bounds>): Bounds {
  const cut = { ...bounds }
  for (const name of boundNames) cut[name] = Math.min(bounds[name], most[name] ?? MAX_BOUND)
  return cut
}

/** Of bounds, those within which none of the others lies. */
export function widest(all: readonly Bounds[]): readonly Bounds[] {
  const isWithin = (one: Bounds, other: Bounds): boolean =>
    boundNames.every((name) => one[name] <= other[name])
  return all.filter((one) => !all.some((other) => other !== one && isWithin(one, other)))
}
