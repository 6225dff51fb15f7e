import type { Operation } from '../../src/history/operation.ts'
import type { ModelName } from './model-name.ts'

/** What a search needs of a model. */
export interface SearchModel<State = unknown> {
  init(): State
  /**
   * The state after the operation, or undefined when the operation could not have had its result in this
   * state. For an unknown outcome: the state after the effect it may have had, whatever it returned, or
   * undefined when it could have had none. Throws an InputError when the operation's value is malformed.
   */
  step(state: State, operation: Operation): State | undefined
  /** Equal for equal states, different for different ones. */
  key(state: State): string
  /** Whether the operation leaves every state as it is; of unknown outcome, it then says nothing. */
  isRead(operation: Operation): boolean
  /** Equal for operations that do the same to every state. Default: by call and result. */
  classOf?(operation: Operation): string
}

/**
 * A sequential model: what an object does when operations happen one at a time.
 *
 * States are values that are never changed in place. Operations of which the outcome is `fail` never reach
 * a model, except through {@link Model.observation}.
 */
export interface Model<State = unknown> extends SearchModel<State> {
  readonly name: ModelName
  /** The operations it has, by their name in the history (`f`). */
  readonly functions: readonly string[]
  /** The objects of the history that can be checked one by one. Default: one for each `key`. */
  partition?(operations: readonly Operation[]): readonly Partition[]
  /** What a failed operation still says, such as a cas that reports the value it met; else undefined. */
  observation?(operation: Operation): Operation | undefined
  /**
   * Tells operations of unknown outcome whose effect no operation of the list can have seen: leaving one out
   * makes no history linearizable that was not, nor the other way round.
   */
  unseen?(operations: readonly Operation[]): (operation: Operation) => boolean
  /**
   * The same object for the search of just these operations: with fewer states, and with steps refused that no
   * order of all of them can contain. An order is legal for both or for neither.
   */
  focus?(operations: readonly Operation[]): SearchModel | undefined
  /** In words, with its values, without the key: `write(3)`, `read -> 3`. */
  describeOperation(operation: Operation): string
  describeState(state: State): string
}

/** One object and the operations on it, in the order of the history. */
export interface Partition {
  /** Absent when the history is about one object. */
  readonly key?: string
  readonly operations: readonly Operation[]
}
