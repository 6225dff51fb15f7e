/** What all bodies together take that are not whole yet: a bound of each one alone is none, with many connections. */
export class BodyMemory {
  readonly #limit: number
  #held = 0

  /** @param limit bytes. */
  constructor(limit: number) {
    this.#limit = limit
  }

  get held(): number {
    return this.#held
  }

  /** Returns whether there was room for so many bytes more. */
  take(bytes: number): boolean {
    if (this.#held + bytes > this.#limit) return false
    this.#held += bytes
    return true
  }

  give(bytes: number): void {
    this.#held -= bytes
  }
}
