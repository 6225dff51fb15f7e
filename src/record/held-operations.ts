import { EventPlaces } from './event-places.ts'
import type { OperationRecord } from './operation-record.ts'
import type { Completion, OperationKeeper, PairedEvents, PairedHistory } from './pairing.ts'

/** A keeper that makes a history of what it kept. */
export interface HistoryKeeper extends OperationKeeper {
  /** All that was kept, with what was found beside it. Ends the keeping. */
  history(events: PairedEvents): PairedHistory
}

/** Holds all operations of a history, and where they stand. */
export class HeldOperations implements HistoryKeeper {
  readonly holdsAll = true
  /** By invocation; a hole is an operation that is open or left out. */
  readonly #held: (OperationRecord | undefined)[] = []
  readonly #places = new EventPlaces()

  invoked(): number {
    return this.#held.push(undefined) - 1
  }

  keep(slot: number, operation: OperationRecord, line: number, completion: Completion | undefined): void {
    this.#held[slot] = operation
    this.#places.set(slot, line, completion)
  }

  leaveOut(): void {
    // the hole stays until the end
  }

  history(events: PairedEvents): PairedHistory {
    // in place: of a large history there is not room for two
    const kept = this.#held
    let id = 0
    for (const [slot, operation] of kept.entries()) {
      if (operation === undefined) continue
      operation.id = id
      kept[id] = operation
      this.#places.move(slot, id++)
    }
    kept.length = id
    return { ...events, operations: kept as OperationRecord[], places: this.#places }
  }
}
