import { elementAt } from '../src/base/element-at.ts'
import type { Ppm } from '../src/base/random.ts'

/** What the integers of {@link Draws} range over: 31 bits, so that a quotient by it is exact. */
export const DRAW_LIMIT = 0x8000_0000

/**
 * Choices read off a list of integers from 0 to `drawLimit - 1`. A whole plan is drawn as one such list and
 * mapped, which is many times faster than an arbitrary for each field. A list that shrinks towards zeros
 * gives the low end of each range and the first of each list; past the end of the list all draws are 0.
 */
export class Draws {
  readonly #values: readonly number[]
  #next = 0

  constructor(values: readonly number[]) {
    this.#values = values
  }

  /** How many of the integers have been read. */
  get used(): number {
    return this.#next
  }

  /** A whole number from `low` to `high`, both ends inclusive; `low` when the range is empty. */
  int(low: number, high: number): number {
    return this.#int(low, high)
  }

  /** The same, leaning towards `low`: half of the draws fall into the first quarter. */
  lean(low: number, high: number): number {
    const part = this.#part()
    return high <= low ? low : low + Math.floor(part * part * (high - low + 1))
  }

  chance(probability: Ppm): boolean {
    return this.#int(0, 999_999) >= 1_000_000 - probability
  }

  /** One element of a list that is not empty. */
  pick<const T>(list: readonly T[]): T {
    return elementAt(list, this.#int(0, list.length - 1))
  }

  /** The list in another order. */
  shuffle<T>(list: readonly T[]): T[] {
    const copy = [...list]
    for (let i = copy.length - 1; i > 0; i--) {
      const j = this.#int(0, i)
      const held = elementAt(copy, i)
      copy[i] = elementAt(copy, j)
      copy[j] = held
    }
    return copy
  }

  #int(low: number, high: number): number {
    const part = this.#part()
    return high <= low ? low : low + Math.floor(part * (high - low + 1))
  }

  #part(): number {
    return (this.#values[this.#next++] ?? 0) / DRAW_LIMIT
  }
}

/** Draws whose sizes are all in the middle of their range; only choices from lists vary. */
export class MiddleDraws extends Draws {
  readonly #choices: Draws

  constructor(choices: Draws) {
    super([])
    this.#choices = choices
  }

  override int(low: number, high: number): number {
    return Math.floor((low + high) / 2)
  }

  override lean(low: number, high: number): number {
    return low + Math.floor((high - low) / 4)
  }

  override pick<const T>(list: readonly T[]): T {
    return this.#choices.pick(list)
  }

  override chance(probability: Ppm): boolean {
    return this.#choices.chance(probability)
  }

  override shuffle<T>(list: readonly T[]): T[] {
    return this.#choices.shuffle(list)
  }
}
