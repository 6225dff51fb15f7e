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

  /**
   * It begins one, by its number in the session that it uses; undefined where others use that too, or there is none.
   * @returns the number where it is not that which follows: of several that are open at once a later one may arrive first. A
   * session that is opened anew begins to count anew.
   */
  begin(operation: number, sequence: number | undefined): { readonly sequence?: number } {
    this.latest = operation
    this.#operations.add(operation)
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
