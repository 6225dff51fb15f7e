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
  /** Made at the first draw: from many streams of a run nothing is ever drawn. */
  #generator: RandomGenerator | undefined

  constructor(seed: string) {
    this.#seed = seed
  }

  /** The stream of one more purpose under the same seed. */
  fork(label: string): RandomStream {
    return new RandomStream(`${this.#seed}/${label}`)
  }

  /** A whole number from `low` to `high`, both ends inclusive. */
  int(low: number, high: number): number {
    const range = high - low + 1
    return low + Math.floor(this.#fraction() * range)
  }

  /** True with the given probability, from 0 to 1. */
  chance(probability: number): boolean {
    return this.#fraction() < probability
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

  /** From 0 up to, and without, 1. */
  #fraction(): number {
    this.#generator ??= generatorOf(this.#seed)
    return (this.#generator.next() >>> 0) / 4294967296
  }
}

/** All 128 bits are from the label: the library's own seeding sets 32 of them, and its first draws show the seed. */
const generatorOf = (label: string): RandomGenerator =>
  xoroshiro128plusFromState([0, 1, 2, 3].map((word) => digestText(`${word}:${label}`) | 0))
