import { elementAt } from './element-at.ts'
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus'
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator'
import { digestText } from './digest.ts'

/** Whole parts in a million: the unit of every probability, so that plans hold integers only. */
export type Ppm = number

/**
 * One stream of random draws, fixed by a seed and a label.
 * Each purpose has a stream of its own, so that a draw more in one does not shift another:
 * adding a fault leaves the network's delays as they were.
 */
export class RandomStream {
  readonly #seed: string
  readonly #generator: RandomGenerator

  constructor(seed: string) {
    this.#seed = seed
    // all 128 bits from the label: the library's own seeding sets 32 of them and its first draws show the seed
    this.#generator = xoroshiro128plusFromState([0, 1, 2, 3].map((word) => digestText(`${word}:${seed}`) | 0))
  }

  /** The stream of one more purpose under the same seed. */
  fork(label: string): RandomStream {
    return new RandomStream(`${this.#seed}/${label}`)
  }

  /** A whole number from `low` to `high`, both ends inclusive. */
  int(low: number, high: number): number {
    const range = high - low + 1
    return low + Math.floor(((this.#generator.next() >>> 0) / 4294967296) * range)
  }

  /** True with the given probability, from 0 to 1. */
  chance(probability: number): boolean {
    return (this.#generator.next() >>> 0) / 4294967296 < probability
  }

  /** True with the given probability in parts per million; draws nothing when it is 0. */
  ppm(probability: Ppm): boolean {
    return probability > 0 && this.int(0, 999_999) < probability
  }

  /** One element of a list that is not empty. */
  pick<T>(list: readonly T[]): T {
    return elementAt(list, this.int(0, list.length - 1))
  }

  /** The list in a random order; the argument stays as it is. */
  shuffle<T>(list: readonly T[]): T[] {
    const copy = [...list]
    for (let i = copy.length - 1; i > 0; i--) {
      const j = this.int(0, i)
      const held = elementAt(copy, i)
      copy[i] = elementAt(copy, j)
      copy[j] = held
    }
    return copy
  }
}
