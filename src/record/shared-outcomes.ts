import type { HistoryEvent } from './history-event.ts'
import type { Outcome, ProcessId } from './operation.ts'

/** Outcomes of numbers that are remembered, at first and at most: powers of two. Most histories are small. */
const FEW = 256
const MANY = 65_536

/**
 * The outcomes that completions tell. A large history has the same ones over and over, of a write and of the reads
 * that see it: those near each other are one object.
 */
export class SharedOutcomes {
  #ofNumbers = new Array<Outcome | undefined>(FEW).fill(undefined)
  /** Outcomes of numbers that were made. */
  #made = 0
  #ofOther: Outcome = { type: 'ok', value: null }
  #unknown: Outcome = { type: 'info', error: '' }

  readonly #many: number

  /** `isLong`: the operations of a whole history are held, and share their outcomes. */
  constructor(isLong = true) {
    this.#many = isLong ? MANY : FEW
  }

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
    const slot = typeof value === 'number' ? value & (this.#ofNumbers.length - 1) : -1
    const last = slot < 0 ? this.#ofOther : this.#ofNumbers[slot]
    // not -0 for 0
    if (last?.type === 'ok' && Object.is(last.value, value)) return last
    const outcome: Outcome = { type: 'ok', value }
    if (slot < 0) this.#ofOther = outcome
    else this.#remember(slot, outcome)
    return outcome
  }

  #remember(slot: number, outcome: Outcome): void {
    this.#ofNumbers[slot] = outcome
    // a history of many values is a large one: what is forgotten now is soon met again
    if (++this.#made < this.#ofNumbers.length || this.#ofNumbers.length === this.#many) return
    this.#ofNumbers = new Array<Outcome | undefined>(this.#many).fill(undefined)
  }
}
