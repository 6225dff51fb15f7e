import { elementAt } from '../../../src/base/element-at.ts'
import type { HistoryEvent } from '../../../src/record/history-event.ts'
import type { OperationRecord } from '../../../src/record/operation-record.ts'
import type { Operation, ProcessId } from '../../../src/record/operation.ts'
import type { OperationKeeper } from '../../../src/record/pairing.ts'
import type { Model } from '../../models/index.ts'
import { ObjectWindow, stateLeftBy } from './object-window.ts'

/** What was found of a history of which only the latest operations were held. */
export interface WindowedAnswer {
  /** Operations, without those that failed and say nothing. */
  readonly operations: number
  readonly partitions: number
  /** The objects that are certainly not linearizable, by key: undefined where the history is about one. */
  readonly refuted: ReadonlySet<string | undefined>
}

/** What is to be told by a check of the whole history. */
export class NotInWindows extends Error {}

/**
 * Decides each object of a history while it is read, in windows: of what was decided nothing is held but a state. For
 * models whose operations say what they need and what they leave (`exchange`).
 *
 * It only ever says what a check of the whole history would say. Where that takes more than a window, it throws
 * {@link NotInWindows}.
 */
export class WindowedObjects implements OperationKeeper {
  readonly holdsAll = false
  readonly #model: Model
  readonly #windows = new Map<string | undefined, ObjectWindow>()
  readonly #refuted = new Set<string | undefined>()
  /** By the number of a call that is under way. */
  readonly #underWay: ObjectWindow[] = []
  readonly #free: number[] = []
  /** Functions whose operations say what they need and leave. */
  readonly #told = new Set<string>()
  #partitions = 0
  #kept = 0

  constructor(model: Model) {
    this.#model = model
  }

  invoked({ key }: HistoryEvent<ProcessId>): number {
    let window = this.#windows.get(key)
    if (window === undefined) this.#windows.set(key, (window = new ObjectWindow(key, this.#model.init())))
    const slot = this.#free.pop() ?? this.#underWay.length
    this.#underWay[slot] = window
    window.alone = window.underWay++ === 0 ? slot : -1
    return slot
  }

  keep(slot: number, operation: OperationRecord): void {
    const window = this.#release(slot)
    if (window.key !== operation.key) throw new NotInWindows('an invocation without its key')
    if (!this.#told.has(operation.f)) this.#assertTold(operation)
    operation.id = this.#kept++
    if (window.isEmpty) this.#partitions++
    window.isEmpty = false
    if (window.isRefuted) return
    if (window.alone === slot && operation.outcome.type === 'ok' && window.passes(operation, this.#model))
      return
    window.add(operation)
    if (window.alone !== slot || window.length < window.wanted) return
    const next = stateLeftBy(operation, this.#model.exchange?.(operation))
    if (next !== undefined) this.#close(window, operation.key, next)
  }

  leaveOut(slot: number): void {
    this.#release(slot)
  }

  /** Decides what is left. Ends the check. */
  finish(): WindowedAnswer {
    for (const [key, window] of this.#windows) if (!window.isRefuted) this.#close(window, key)
    return { operations: this.#kept, partitions: this.#partitions, refuted: this.#refuted }
  }

  #assertTold(operation: Operation): void {
    if (this.#model.exchange?.(operation) === undefined) throw new NotInWindows(operation.f)
    this.#told.add(operation.f)
  }

  #close(window: ObjectWindow, key: string | undefined, next?: { readonly state: unknown }): void {
    const answer = window.close(this.#model, next)
    if (answer === 'open') throw new NotInWindows('a window that cannot be decided alone')
    if (answer === 'illegal') this.#refuted.add(key)
  }

  #release(slot: number): ObjectWindow {
    const window = elementAt(this.#underWay, slot)
    window.underWay--
    this.#free.push(slot)
    return window
  }
}
