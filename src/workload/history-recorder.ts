import type { Micros } from '../base/time.ts'
import type { HistoryEvent } from '../record/history-event.ts'

/** Collects what clients did and saw, in order, each event with its index and its time in nanoseconds. */
export class HistoryRecorder {
  readonly events: HistoryEvent[] = []
  readonly #now: () => Micros

  constructor(now: () => Micros) {
    this.#now = now
  }

  /** Returns the event as it stands in the history. */
  record(event: HistoryEvent): HistoryEvent {
    const recorded = { index: this.events.length, time: this.#now() * 1000, ...event }
    this.events.push(recorded)
    return recorded
  }
}
