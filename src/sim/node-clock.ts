import type { Ppm } from '../base/random.ts'
import type { Micros } from '../base/time.ts'

const TRUE_RATE: Ppm = 1_000_000

/** One server's clock: its own time runs at `rate` parts per million of true time, and can jump forward. */
export class NodeClock {
  #rate: Ppm = TRUE_RATE
  #since: Micros = 0
  #local: Micros = 0

  /** The server's own time at true time `now`. */
  read(now: Micros): Micros {
    if (this.#rate === TRUE_RATE) return this.#local + now - this.#since
    return this.#local + Math.floor(((now - this.#since) * this.#rate) / TRUE_RATE)
  }

  /** How much true time passes until its own time is `local`. Never negative. */
  until(local: Micros, now: Micros): Micros {
    const left = Math.max(0, local - this.read(now))
    return this.#rate === TRUE_RATE ? left : Math.ceil((left * TRUE_RATE) / this.#rate)
  }

  jump(by: Micros, now: Micros): void {
    this.#local = this.read(now) + by
    this.#since = now
  }

  setRate(rate: Ppm, now: Micros): void {
    this.jump(0, now)
    this.#rate = rate
  }
}
