import { elementAt } from '../base/element-at.ts'

/** Values by number, each once: equal ones, by their text, have one number. */
export class Interned<T> {
  readonly #numbers = new Map<string, number>()
  readonly #values: T[] = []

  get size(): number {
    return this.#values.length
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
    return elementAt(this.#values, number)
  }
}
