import { EventPlaces } from './event-places.ts'
import type { HistoryKeeper } from './held-operations.ts'
import type { OperationRecord } from './operation-record.ts'
import type { Completion, PairedEvents, PairedHistory } from './pairing.ts'

interface Held {
  /** The number of the call, by invocation. */
  readonly call: number
  readonly operation: OperationRecord
  readonly line: number
  readonly completion: Completion | undefined
}

/** Holds the operations on some objects of a history, by their keys, with the ids that they have among all of them. */
export class OperationsOfObjects implements HistoryKeeper {
  readonly holdsAll = true
  readonly #objects: ReadonlySet<string | undefined>
  readonly #held: Held[] = []
  /** By call: whether it is an operation of the history. */
  #counts = new Uint8Array(1024)
  #calls = 0

  constructor(objects: ReadonlySet<string | undefined>) {
    this.#objects = objects
  }

  invoked(): number {
    if (this.#calls === this.#counts.length) {
      const larger = new Uint8Array(2 * this.#calls)
      larger.set(this.#counts)
      this.#counts = larger
    }
    return this.#calls++
  }

  keep(call: number, operation: OperationRecord, line: number, completion: Completion | undefined): void {
    this.#counts[call] = 1
    if (this.#objects.has(operation.key)) this.#held.push({ call, operation, line, completion })
  }

  leaveOut(): void {
    // it does not count
  }

  history(events: PairedEvents): PairedHistory {
    const places = new EventPlaces()
    let id = 0
    let next = 0
    this.#held.sort((a, b) => a.call - b.call)
    for (const { call, operation, line, completion } of this.#held) {
      for (; next < call; next++) id += this.#counts[next] as number
      operation.id = id
      places.set(id, line, completion)
    }
    return { ...events, operations: this.#held.map(({ operation }) => operation), places }
  }
}
