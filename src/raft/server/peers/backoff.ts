import type { Millis } from '../../../base/time.ts'

/** How long to wait before the next attempt: doubled each time up to a bound, and never the same for all. */
export class Backoff {
  readonly #first: Millis
  readonly #longest: Millis
  #next: Millis

  constructor(first: Millis, longest: Millis) {
    this.#first = first
    this.#longest = longest
    this.#next = first
  }

  /** From half of what is due to all of it. */
  next(): Millis {
    const due = this.#next
    this.#next = Math.min(this.#longest, 2 * due)
    return due * (0.5 + Math.random() / 2)
  }

  reset(): void {
    this.#next = this.#first
  }
}
