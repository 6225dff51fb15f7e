import type { Micros, Millis } from '../base/time.ts'

/** The time of a real run: one monotonic clock, and timers that all end with it. */
export class RealClock {
  readonly #timers = new Set<NodeJS.Timeout>()
  readonly #onError: (error: unknown) => void
  #origin = performance.now()
  #stopped = false

  /** `onError` is told what an action of a timer throws: nobody else is there to catch it. */
  constructor(onError: (error: unknown) => void) {
    this.#onError = onError
  }

  /** Whole microseconds since it began. */
  now(): Micros {
    return Math.floor((performance.now() - this.#origin) * 1000)
  }

  /** Time counts from now on. */
  begin(): void {
    this.#origin = performance.now()
  }

  /** Calls back once, `delay` from now. Returns what takes it back. */
  after(delay: Millis, act: () => void): () => void {
    if (this.#stopped) return () => undefined
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      try {
        act()
      } catch (error) {
        this.#onError(error)
      }
    }, delay)
    this.#timers.add(timer)
    return () => {
      clearTimeout(timer)
      this.#timers.delete(timer)
    }
  }

  /** Takes all timers back; none is set any more. */
  stop(): void {
    this.#stopped = true
    for (const timer of this.#timers) clearTimeout(timer)
    this.#timers.clear()
  }
}
