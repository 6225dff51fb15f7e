import { elementAt } from '../../src/base/element-at.ts'
import type { StepWrite } from './order-problem.ts'

/** The states that keys can be in, numbered: no two keys share one. */
export class KeyStates {
  readonly #keys = new Map<string, number>()
  readonly #initial: number[] = []
  readonly #values = new Map<string, number>()
  readonly #initialOf: (key: string) => string | undefined
  #count = 0

  /** `initialOf` tells the value a register has before any write; undefined for a list, which is empty. */
  constructor(initialOf: (key: string) => string | undefined) {
    this.#initialOf = initialOf
  }

  get initial(): readonly number[] {
    return this.#initial
  }

  key(key: string): number {
    const known = this.#keys.get(key)
    if (known !== undefined) return known
    const number = this.#initial.length
    this.#keys.set(key, number)
    const value = this.#initialOf(key)
    this.#initial.push(value === undefined ? this.#count++ : this.#value(number, value))
    return number
  }

  /** The state of a key in which it holds this. */
  holding(key: string, content: readonly string[] | string): number {
    const number = this.key(key)
    if (typeof content === 'string') return this.#value(number, content)
    return content.reduce((state, element) => this.#value(state, element), elementAt(this.#initial, number))
  }

  write(key: string, content: readonly string[] | string): StepWrite {
    const number = this.key(key)
    if (typeof content !== 'string')
      return {
        key: number,
        apply: (state) => content.reduce((list, element) => this.#value(list, element), state),
      }
    const gives = this.#value(number, content)
    return { key: number, apply: () => gives, gives }
  }

  /** A register's value by its key; a longer list by the shorter one and what was appended. */
  #value(of: number, text: string): number {
    const name = `${of} ${text}`
    const known = this.#values.get(name)
    if (known !== undefined) return known
    this.#values.set(name, this.#count)
    return this.#count++
  }
}
