import type { Timer } from './process.ts'

/** So many are kept before those that were cancelled are forgotten. */
const MAX_KEPT = 32

/** Timers that a server has set and that wait until they are picked. */
export class PendingTimers {
  #timers: Timer[] = []

  add(timer: Timer): void {
    if (this.#timers.length > MAX_KEPT) this.#timers = this.#timers.filter(({ cancelled }) => !cancelled)
    this.#timers.push(timer)
  }

  /** The one due first of a life of the server; of equal ones, the one set first. `name`: of that name alone. */
  first(incarnation: number, name?: string): Timer | undefined {
    return this.#set(incarnation)
      .filter((one) => name === undefined || one.name === name)
      .reduce<Timer | undefined>((first, one) => (first && first.due <= one.due ? first : one), undefined)
  }

  /** Names of the timers that are set, each once. */
  names(incarnation: number): string[] {
    return [...new Set(this.#set(incarnation).map(({ name }) => name))]
  }

  #set(incarnation: number): Timer[] {
    return this.#timers.filter((one) => !one.cancelled && one.incarnation === incarnation)
  }
}
