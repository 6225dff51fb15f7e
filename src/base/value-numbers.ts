import { canonicalJson } from './json.ts'

// longer arrays take their place by their text
const MAX_BY_ELEMENT = 4

/** Numbers JSON values from 0 as they come: equal values have one number, whatever the order of their keys. */
export class ValueNumbers {
  /** Numbers and texts of their own are told apart from the texts of other values. */
  readonly #primitives = new Map<unknown, number>()
  readonly #texts = new Map<string, number>()
  /** By element and the number of the beginning before it: short arrays are met often, as in a cas. */
  readonly #arrays = new Map<number, Map<number, number>>()
  #next = 0

  /** `undefined` is null, as in JSON. */
  of(value: unknown): number {
    if (value === null || typeof value !== 'object') return this.#numberIn(this.#primitives, value ?? null)
    if (Array.isArray(value) && value.length > 0 && value.length <= MAX_BY_ELEMENT) {
      let beginning = -1
      for (const element of value as readonly unknown[])
        beginning = this.#numberIn(this.#after(beginning), this.of(element))
      return beginning
    }
    return this.#numberIn(this.#texts, canonicalJson(value))
  }

  #after(beginning: number): Map<number, number> {
    let numbers = this.#arrays.get(beginning)
    if (numbers === undefined) this.#arrays.set(beginning, (numbers = new Map<number, number>()))
    return numbers
  }

  #numberIn<K>(numbers: Map<K, number>, key: K): number {
    const known = numbers.get(key)
    if (known !== undefined) return known
    numbers.set(key, this.#next)
    return this.#next++
  }
}
