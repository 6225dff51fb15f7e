import { elementAt } from '../../../base/element-at.ts'
import type { Json } from '../../../base/json.ts'

/**
 * Records by number, as they are read in the order of their writing. The numbers count up by one. One that
 * restarts lower voids those above it: the server wrote anew from there after a crash had cut its tail. One
 * that skips others is right only if those are not needed: a crash lost them when wal-start was durable already.
 */
export class RecordChain {
  readonly #needed: number
  #first = 0
  #values: Json[] = []

  /** @param needed the first number that is needed. */
  constructor(needed: number) {
    this.#needed = needed
  }

  /** The number that follows the last one, and is needed. */
  get next(): number {
    return Math.max(this.#needed, this.#end)
  }

  get #end(): number {
    return this.#first + this.#values.length
  }

  /** Forgets all; goes on with the numbers up to `number`. */
  restart(number: number): void {
    this.#first = number
    this.#values = []
  }

  /** @returns whether the number may stand here. */
  take(number: number, value: Json): boolean {
    if (number > this.next) return false
    if (number < this.#first || number > this.#end) this.restart(number)
    this.#values.length = number - this.#first
    this.#values.push(value)
    return true
  }

  /** Those that are needed, in order. */
  *needed(): Generator<[number: number, value: Json]> {
    for (let at = Math.max(this.#needed, this.#first); at < this.#end; at++) {
      yield [at, elementAt(this.#values, at - this.#first)]
    }
  }
}
