import { NotInWindows, WindowedObjects } from '../../checkers/linearizability/index.ts'
import type { WindowedAnswer } from '../../checkers/linearizability/index.ts'
import type { Model } from '../../checkers/models/index.ts'
import type { HistoryEvent } from '../record/history-event.ts'
import { housekeeping } from '../record/judged-history.ts'
import type { OperationRecord } from '../record/operation-record.ts'
import type { Operation, ProcessId } from '../record/operation.ts'
import type { OperationKeeper } from '../record/pairing.ts'
import { valueFlaw } from '../record/formats/readers/operation-values.ts'
import { SeenShapes } from './seen-shapes.ts'

/**
 * The operations of a history that is decided while it is read. Each is looked at as a check of the whole would: whatever
 * that had to say more of than that it is there ends this one by {@link NotInWindows}.
 */
export class WindowedHistory implements OperationKeeper {
  readonly holdsAll = false
  readonly shapes = new SeenShapes()
  readonly #looksAtShapes: boolean
  readonly #looksAtValues: boolean
  readonly #objects: WindowedObjects

  /** `own`: the model is the user's, and knows which values its operations have; `infers`: shapes are wanted. */
  constructor(model: Model, { own, infers }: { readonly own: boolean; readonly infers: boolean }) {
    this.#objects = new WindowedObjects(model)
    this.#looksAtShapes = infers
    this.#looksAtValues = !own
  }

  invoked(event: HistoryEvent<ProcessId>): number {
    if (housekeeping.has(event.f)) throw new NotInWindows(event.f)
    return this.#objects.invoked(event)
  }

  keep(slot: number, operation: OperationRecord): void {
    if (mayBeIndependent(operation)) throw new NotInWindows('independent tuples')
    if (this.#looksAtValues && valueFlaw(operation, false) !== undefined) throw new NotInWindows('a value')
    if (this.#looksAtShapes) this.shapes.add(operation)
    this.#objects.keep(slot, operation)
  }

  leaveOut(slot: number): void {
    this.#objects.leaveOut(slot)
  }

  finish(): WindowedAnswer {
    return this.#objects.finish()
  }
}

/** Whether a value looks as Jepsen's `[key value]`: whether it is one only all of them tell. */
function mayBeIndependent({ f, key, value }: Operation): boolean {
  if (key !== undefined || !Array.isArray(value)) return false
  return f === 'cas' ? value.length === 3 || Array.isArray(value[1]) : value.length === 2
}
