import { present } from '../base/assert.ts'
import type { RandomStream } from '../base/random.ts'
import { microsOf, type Micros, type Millis } from '../base/time.ts'

/** How long a message travels: at least `min`, plus a draw around `mean`. Milliseconds. */
export interface LatencyPlan {
  readonly distribution: 'constant' | 'uniform' | 'exponential'
  readonly min: Millis
  readonly mean: Millis
}

/**
 * -ln(1 - i/64) in millionths, for i from 0 to 63: quantiles of the exponential distribution.
 * A table and whole-number interpolation, because `Math.log` may differ in the last bit between engines.
 */
const quantiles = [
  0, 15748, 31749, 48009, 64539, 81346, 98440, 115832, 133531, 151550, 169899, 188591, 207639, 227057, 246860,
  267063, 287682, 308735, 330242, 352221, 374693, 397683, 421213, 445311, 470004, 495321, 521297, 547965,
  575364, 603535, 632523, 662376, 693147, 724896, 757686, 791587, 826679, 863046, 900787, 940007, 980829,
  1023389, 1067841, 1114361, 1163151, 1214444, 1268511, 1325670, 1386294, 1450833, 1519826, 1593934, 1673976,
  1760988, 1856298, 1961659, 2079442, 2212973, 2367124, 2549445, 2772589, 3060271, 3465736, 4158883,
]

/** A draw from the exponential distribution with the given mean, in whole units; longest about 12.5 means. */
function exponential(random: RandomStream, mean: number): number {
  let tail = 0
  // The distribution has no memory: past the table's end (ln 64) it begins anew, three times at most.
  for (let again = 0; again < 3; again++) {
    const draw = random.int(0, 65535)
    const slot = draw >>> 10
    if (slot < 63) {
      const low = present(quantiles[slot], 'a quantile')
      const high = present(quantiles[slot + 1], 'a quantile')
      return Math.floor((mean * (tail + low + Math.floor(((high - low) * (draw & 1023)) / 1024))) / 1_000_000)
    }
    tail += 4_158_883
  }
  return Math.floor((mean * tail) / 1_000_000)
}

/** A {@link LatencyPlan} to draw from. */
export class Latency {
  readonly #distribution: LatencyPlan['distribution']
  readonly #min: Micros
  readonly #mean: Micros

  constructor({ distribution, min, mean }: LatencyPlan) {
    this.#distribution = distribution
    this.#min = microsOf(min)
    this.#mean = microsOf(mean)
  }

  /** The travel time of one message. */
  draw(random: RandomStream): Micros {
    switch (this.#distribution) {
      case 'constant':
        return this.#min + this.#mean
      case 'uniform':
        return this.#min + random.int(0, 2 * this.#mean)
      case 'exponential':
        return this.#min + exponential(random, this.#mean)
    }
  }
}
