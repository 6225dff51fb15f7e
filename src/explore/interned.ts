import { present } from '../base/assert.ts'

/** Values by number, each once: equal ones, by their text, have one number. */
export class Interned<T> {
  readonly #numbers = new Map<string, number>()
  readonly #values: T[] = []

  get size(): number {
    return this.#values.length
  }

  /** By number. */
  get all(): readonly T[] {
    return this.#values
  }

  /** The number of the value with this key; a new one is made if there is none. */
  numberOf(key: string, make: () => T): number {
    const known = this.#numbers.get(key)
    if (known !== undefined) return known
    const number = this.#values.length
    this.#numbers.set(key, number)
    this.#values.push(make())
    return number
  }

  at(number: number): T {
    return present(this.#values[number], 'the value with this number')
  }
}
