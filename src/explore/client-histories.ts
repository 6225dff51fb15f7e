import { elementAt } from '../base/element-at.ts'
import type { HistoryEvent } from '../record/history-event.ts'
import { historyBreach } from '../run/judge-history.ts'
import { completion, isRefusal } from '../workload/index.ts'
import type { ClientCall } from './client-calls.ts'
import { Interned } from './interned.ts'
import type { Reply } from './lone-server.ts'

export interface History {
  readonly events: readonly HistoryEvent[]
  /** Calls that a client has sent and got no answer to. */
  readonly open: readonly number[]
  /** Of which some were sent more than once: what refuses one of them says nothing of the other. */
  readonly again: readonly number[]
  /** Calls, in the order in which clients made them. */
  readonly called: readonly number[]
}

/** An answer after which no order of the operations explains what clients saw. */
export const NOT_LINEARIZABLE = -1

/** What clients saw: the histories of all runs that are searched, each once and by number. */
export class ClientHistories {
  readonly #calls: readonly ClientCall[]
  readonly #histories = new Interned<History>()
  readonly #after = new Map<string, number>()
  readonly begin: number

  constructor(calls: readonly ClientCall[]) {
    this.#calls = calls
    this.begin = this.#number({ events: [], open: [], again: [], called: [] })
  }

  /** By number. */
  get all(): readonly History[] {
    return this.#histories.all
  }

  /** Gives histories of a search that was stopped the numbers they had. */
  restore(histories: readonly History[]): void {
    for (const history of histories) this.#number(history)
  }

  /** How many clients have called. */
  clientsOf(history: number): number {
    return this.#histories.at(history).called.length
  }

  calledIn(history: number): readonly number[] {
    return this.#histories.at(history).called
  }

  openIn(history: number): readonly number[] {
    return this.#histories.at(history).open
  }

  /** After a call was sent for the first time, or again. */
  called(history: number, operation: number, again: boolean): number {
    return this.#memo(`${history} ${again ? 'again' : 'call'} ${operation}`, () => {
      const before = this.#histories.at(history)
      const { client, call } = elementAt(this.#calls, operation)
      if (again) return this.#number({ ...before, again: [...before.again, operation] })
      const { f, key, value } = call
      const event: HistoryEvent = {
        process: client,
        type: 'invoke',
        f,
        ...(key !== undefined && { key }),
        value,
      }
      return this.#number({
        ...before,
        events: [...before.events, event],
        open: [...before.open, operation].toSorted((a, b) => a - b),
        called: [...before.called, operation],
      })
    })
  }

  /** After an answer, or {@link NOT_LINEARIZABLE}. */
  answered(history: number, { operation, outcome }: Reply): number {
    const key = `${history} answer ${operation} ${JSON.stringify(outcome)}`
    return this.#memo(key, () => {
      const before = this.#histories.at(history)
      if (!before.open.includes(operation)) return history
      // who is refused asks another server
      if (outcome.type === 'fail' && isRefusal(outcome.error)) return history
      const isKnown = outcome.type === 'ok' || (outcome.type === 'fail' && !before.again.includes(operation))
      if (!isKnown) return history
      const { client, call } = elementAt(this.#calls, operation)
      const events = [...before.events, completion(client, call, outcome)]
      const open = before.open.filter((one) => one !== operation)
      if (outcome.type === 'ok') {
        const breach = historyBreach(events, { stepAt: () => 0, counts: () => true })
        if (typeof breach === 'object') return NOT_LINEARIZABLE
      }
      return this.#number({ ...before, events, open })
    })
  }

  #memo(key: string, make: () => number): number {
    const known = this.#after.get(key)
    if (known !== undefined) return known
    const made = make()
    this.#after.set(key, made)
    return made
  }

  #number(history: History): number {
    return this.#histories.numberOf(JSON.stringify(history), () => history)
  }
}
