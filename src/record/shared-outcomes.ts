import type { HistoryEvent } from './history-event.ts'
import type { Outcome, ProcessId } from './operation.ts'

/** A power of two. */
const REMEMBERED = 65_536

/**
 * The outcomes that completions tell. A large history has the same ones over and over, of a write and of the reads
 * that see it: those near each other are one object.
 */
export class SharedOutcomes {
  readonly #ofNumbers: (Outcome | undefined)[] = new Array<undefined>(REMEMBERED).fill(undefined)
  #ofOther: Outcome = { type: 'ok', value: null }
  #unknown: Outcome = { type: 'info', error: '' }

  of(event: HistoryEvent<ProcessId>): Outcome {
    if (event.type === 'ok') return this.ok(event.value)
    const error = event.error ?? 'no reason given'
    if (event.type === 'info') {
      if (this.#unknown.type !== 'info' || this.#unknown.error !== error)
        this.#unknown = { type: 'info', error }
      return this.#unknown
    }
    return event.observed === undefined
      ? { type: 'fail', error }
      : { type: 'fail', error, observed: event.observed }
  }

  ok(value: unknown): Outcome {
    const slot = typeof value === 'number' ? value & (REMEMBERED - 1) : -1
    const last = slot < 0 ? this.#ofOther : this.#ofNumbers[slot]
    // not -0 for 0
    if (last?.type === 'ok' && Object.is(last.value, value)) return last
    const outcome: Outcome = { type: 'ok', value }
    if (slot < 0) this.#ofOther = outcome
    else this.#ofNumbers[slot] = outcome
    return outcome
  }
}
