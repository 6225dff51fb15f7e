/**
 * How much one subject may ask for before it is called a flood. Counts, not times: whoever passes one passes
 * it on any machine, at the same step.
 */
export const floods = {
  /** Calls of the environment while one event is handled: send, write, sync, load, after, note. */
  calls: 100_000,
  /** Looks at the clock while one event is handled: time does not pass meanwhile. */
  clockReads: 1_000_000,
  /** Characters, as JSON, of all messages under way. */
  underWay: 256 * 1024 * 1024,
  /** Characters, as JSON, on the disk of one server, what is not synced included. */
  stored: 256 * 1024 * 1024,
} as const

/** Counts what one event makes its server ask for. */
export class EventCounter {
  #step = -1
  #count = 0

  /** One more in this step; returns how many there are. */
  count(step: number): number {
    if (step !== this.#step) {
      this.#step = step
      this.#count = 0
    }
    return ++this.#count
  }
}
