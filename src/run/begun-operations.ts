/** The operations that one client has begun, as a script without a clock begins them. */
export class BegunOperations {
  /** The one that it began last; undefined: none. */
  latest: number | undefined
  readonly #operations = new Set<number>()
  /** Of the session that it uses. */
  readonly #numbers = new Set<number>()
  #highest = 0

  has(operation: number): boolean {
    return this.#operations.has(operation)
  }

  add(operation: number): void {
    this.latest = operation
    this.#operations.add(operation)
  }

  /**
   * The number of a request in its session, where it is not that which follows: of a client with several open at once a later
   * one may arrive first. A session that it opens anew begins to count anew.
   */
  numberOf(sequence: number | undefined): { readonly sequence?: number } {
    if (sequence === undefined) return {}
    if (sequence === 1 && this.#numbers.has(1)) {
      this.#numbers.clear()
      this.#highest = 0
    }
    const follows = sequence === this.#highest + 1
    this.#numbers.add(sequence)
    this.#highest = Math.max(this.#highest, sequence)
    return follows ? {} : { sequence }
  }
}
