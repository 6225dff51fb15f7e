import { elementAt } from '../../src/base/element-at.ts'

/** The values that something had in the course of a run, each from a step on. */
export class Versions<T> {
  readonly #steps: number[] = []
  readonly #values: T[] = []

  /** Steps never go back; of two values in one step the later stays. */
  set(step: number, value: T): void {
    if (this.#steps.at(-1) === step) this.#values[this.#values.length - 1] = value
    else {
      this.#steps.push(step)
      this.#values.push(value)
    }
  }

  /** The value after `step`; undefined before the first. */
  at(step: number): T | undefined {
    return this.#values[this.#countTo(step) - 1]
  }

  /** How many values began up to `step`. */
  #countTo(step: number): number {
    let low = 0
    let high = this.#steps.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#steps[middle] ?? 0) <= step) low = middle + 1
      else high = middle
    }
    return low
  }

  get last(): T | undefined {
    return this.#values.at(-1)
  }

  get isEmpty(): boolean {
    return this.#steps.length === 0
  }

  /** Whether a value began at exactly this step. */
  changedAt(step: number): boolean {
    return this.#steps[this.#countTo(step) - 1] === step
  }

  /** Steps at which a value began, in order. */
  get steps(): readonly number[] {
    return this.#steps
  }

  /** The first step from `from` on at which the value is one that `is` accepts. */
  firstStep(is: (value: T) => boolean, from = 0): number | undefined {
    const now = this.at(from)
    if (now !== undefined && is(now)) return from
    for (let position = this.#countTo(from); position < this.#steps.length; position++)
      if (is(elementAt(this.#values, position))) return elementAt(this.#steps, position)
    return undefined
  }
}
