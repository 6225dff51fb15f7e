import { jsonKey } from '../../../src/base/json.ts'
import type { Operation } from '../../../src/record/operation.ts'
import type { Exchange, Model } from '../../models/model.ts'
import { decide } from '../decide.ts'
import { relevantOperations } from '../search/prepare.ts'

// one window of registers is decided in as many steps as it has operations; what takes more is left to a check of all
const STEPS_OF_WINDOW = 100_000

/** What came of a window; `kept`: it holds so far, and goes on; `open`: only a check of all can tell. */
export type WindowAnswer = 'ok' | 'illegal' | 'kept' | 'open'

/**
 * The latest operations on one object whose state a call that ran alone has told, up to the next such call.
 *
 * When a call is made while no other is under way, and none is made before it returns, then all that was called before it
 * comes before it, and all that is called later comes after. Where its result tells the state that it leaves, as a read,
 * a write and a cas of a register do, the two parts can be decided one by one, and the first be forgotten:
 *
 *     write(1) |---|                        write(3) |---|
 *     write(2)   |---|      read -> 2 |---|        read -> 3 |----|
 *                                         ^ the second part starts with 2
 *
 * A call of unknown outcome may take effect in any later part, but once. As long as nobody can have seen its value it is
 * carried on; who sees it uses it up. Where that could have been the value of another call, the window goes on.
 */
export class ObjectWindow {
  /** Names the object; undefined where the history is about one. */
  readonly key: string | undefined
  /** Calls under way. */
  underWay = 0
  /** The call that was made when no other was under way, and since which no other was made. */
  alone = -1
  isRefuted = false
  /** Nothing was ever added. */
  isEmpty = true
  /** It is not worth while to close it before it has as many operations. */
  wanted = 0
  #operations: Operation[] = []
  /** Calls of unknown outcome that nobody has seen yet; they stand in front of the operations. */
  #carried = 0
  #state: unknown

  constructor(key: string | undefined, state: unknown) {
    this.key = key
    this.#state = state
  }

  /** Operations since the last close. */
  get length(): number {
    return this.#operations.length - this.#carried
  }

  add(operation: Operation): void {
    this.#operations.push(operation)
  }

  /**
   * Takes an operation that ran alone after all others were decided, if the state it met explains it. Should a call of
   * unknown outcome have done the same, it was not needed for it, and may still be.
   */
  passes(operation: Operation, model: Model): boolean {
    if (this.length > 0) return false
    const next = model.step(this.#state, operation)
    if (next === undefined) return false
    this.#state = next
    return true
  }

  /**
   * Decides what is there. `next` is what {@link stateLeftBy} gave of the last operation; absent at the end of a history.
   * @throws InputError when the value of an operation is malformed for the model.
   */
  close(model: Model, next?: { readonly state: unknown }): WindowAnswer {
    const start = this.#state
    const relevant = relevantOperations(model, this.#operations)
    const { verdict } = decide({ ...model, init: () => start }, relevant, { maxSteps: STEPS_OF_WINDOW })
    if (verdict === 'illegal') {
      this.isRefuted = true
      this.#operations = []
      this.#carried = 0
      return 'illegal'
    }
    if (verdict === 'unknown') return 'open'
    if (next === undefined) return 'ok'
    const unseen = this.#unseen(model, new Set(relevant))
    if (unseen === undefined) {
      this.wanted = 2 * this.length
      return 'kept'
    }
    this.#operations = unseen
    this.#carried = unseen.length
    this.#state = next.state
    // each time all that is carried is looked at again
    this.wanted = 2 * unseen.length
    return 'ok'
  }

  /** The calls of unknown outcome that go on; undefined where one of the others may or may not have been used. */
  #unseen(model: Model, relevant: ReadonlySet<Operation>): Operation[] | undefined {
    const unknown = this.#operations.filter(({ outcome }) => outcome.type === 'info')
    if (unknown.length === 0) return unknown
    const used = unknown.filter((operation) => relevant.has(operation))
    if (used.length > 0 && !this.#areUsed(used, model, relevant)) return undefined
    return unknown.filter((operation) => !relevant.has(operation) && !model.isRead(operation))
  }

  /** Whether the value of each was seen for certain, and can have come from it alone. */
  #areUsed(used: readonly Operation[], model: Model, relevant: ReadonlySet<Operation>): boolean {
    const origins = new Map<string | number, number>([[jsonKey(this.#state), 1]])
    const seen = new Set<string | number>()
    for (const operation of relevant) {
      const exchange = model.exchange?.(operation)
      if (exchange === undefined) return false
      if ('produces' in exchange) {
        const value = jsonKey(exchange.produces)
        origins.set(value, (origins.get(value) ?? 0) + 1)
      }
      if ('requires' in exchange && operation.outcome.type === 'ok') seen.add(jsonKey(exchange.requires))
    }
    return used.every((operation) => {
      const value = jsonKey(model.exchange?.(operation)?.produces)
      return seen.has(value) && origins.get(value) === 1
    })
  }
}

/** The state that an operation leaves whatever was there, in a field as it may be null; undefined: that depends. */
export function stateLeftBy(
  operation: Operation,
  exchange: Exchange | undefined,
): { readonly state: unknown } | undefined {
  if (operation.outcome.type !== 'ok' || exchange === undefined) return undefined
  if ('produces' in exchange) return { state: exchange.produces }
  return 'requires' in exchange ? { state: exchange.requires } : undefined
}
