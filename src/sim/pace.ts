import type { Micros } from '../base/time.ts'
import { LimitReached, type Limits } from './limits.ts'

/** Events between two reports of progress. */
const PROGRESS_EVERY = 10_000

/**
 * Of what time has added and nobody used, the share that is kept: whoever was away for an hour is sent in a moment what clients wrote in
 * that hour, a few events for each entry.
 */
const KEPT = 1 / 20

/** Watches that virtual time goes on: not too many events in one instant, nor for the time that has passed. */
export class Pace {
  readonly #limits: Limits
  readonly #onProgress: ((now: Micros) => void) | undefined
  #instant: Micros = 0
  #inInstant = 0
  /** The first step of this instant. */
  #instantSince = 1
  /** Of the events of this instant, those that had waited for a paused server. */
  #waited = 0
  #events = 0
  /** Steps beyond those that time adds, since they were last fewer. */
  #excess = 0
  /** The first of those. */
  #excessSince = 1
  /** Up to when, and up to which step, they are counted. */
  #counted: Micros = 0
  #steps = 0

  constructor(limits: Limits, onProgress: ((now: Micros) => void) | undefined) {
    this.#limits = limits
    this.#onProgress = onProgress
  }

  /** So many events that waited for a server happen now. */
  waited(now: Micros, events: number): void {
    this.#moveTo(now)
    this.#waited += events
  }

  #moveTo(time: Micros): void {
    if (time <= this.#instant) return
    this.#instant = time
    this.#inInstant = 0
    this.#waited = 0
  }

  /**
   * One event is to happen at `time`, after so many steps. `spin` says who is busiest.
   * @throws LimitReached when it is one too many.
   */
  event(time: Micros, steps: number, spin: () => string): void {
    const { instant, events, eventsPerSecond } = this.#limits
    this.#moveTo(time)
    if (this.#inInstant === 0) this.#instantSince = steps + 1
    // the first one is not counted
    if (this.#inInstant++ > instant + this.#waited) {
      const atOnce = `more than ${instant} events at ${time / 1000} ms`
      throw new LimitReached('livelock', `${atOnce}; ${spin()}`, this.#instantSince)
    }
    const added = (eventsPerSecond * Math.max(0, time - this.#counted)) / 1e6
    if (added >= this.#excess) this.#excessSince = this.#steps + 1
    this.#excess = Math.max(0, this.#excess - added) + steps - this.#steps
    this.#counted = Math.max(this.#counted, time)
    this.#steps = steps
    if (this.#excess > events + (KEPT * eventsPerSecond * time) / 1e6) {
      const inAll = `more than ${steps - 1} events in ${Math.ceil(time / 1e6)} s`
      throw new LimitReached('livelock', `${inAll}; ${spin()}`, this.#excessSince)
    }
    if (++this.#events % PROGRESS_EVERY === 0) this.#onProgress?.(time)
  }
}
