import type { Operation } from '../../src/record/operation.ts'

/** What a search needs of a model. */
export interface SearchModel<State = unknown> {
  init(): State
  /**
   * The state after the operation, or undefined when the operation could not have had its result in this
   * state. For an unknown outcome: the state after the effect it may have had, whatever it returned, or
   * undefined when it could have had none.
   * @throws InputError when the operation's value is malformed.
   */
  step(state: State, operation: Operation): State | undefined
  /** Equal for equal states, different for different ones. */
  key(state: State): string | number
  /** Whether the operation leaves every state as it is; of unknown outcome, it then says nothing. */
  isRead(operation: Operation): boolean
  /** Equal for operations that do the same to every state. Default: by call and result. */
  classOf?(operation: Operation): string | number
  /**
   * For models whose states are JSON values that come and go whole, such as a register; undefined where the operation
   * does more than that. Whatever it does must be what `step` does.
   */
  exchange?(operation: Operation): Exchange<State> | undefined
}

/** An operation that is possible in one state or in all, and leads to one state or leaves each as it is. */
export interface Exchange<State = unknown> {
  /** The state it needs; absent when any will do. */
  readonly requires?: State
  /** The state it leads to; absent when it leaves each as it is. */
  readonly produces?: State
}

/**
 * A sequential model: what an object does when operations happen one at a time.
 *
 * States are values that are never changed in place. Operations of which the outcome is `fail` never reach
 * a model, except through {@link Model.observation}.
 */
export interface Model<State = unknown> extends SearchModel<State> {
  /** Of a {@link ModelName}, or of a user's model. */
  readonly name: string
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
  /** The kind of object it is, where its operations mean what they mean there. Default: none, it is searched. */
  readonly decide?: DirectDecider
  /** Where the object does not start empty: for the ways to decide it that know an empty one only. */
  readonly start?: Start
  /** What an answer promises, in one sentence, where it is less than what the level says. */
  readonly promise?: string
  /** The same where nothing follows from when operations were called. Default: the model itself. */
  readonly untimed?: Model
  /** What goes in and out of the object, to tell where a value came from. Default: it has no such values. */
  readonly values?: ValueTraffic
  /** Initial values, as `withInitial` takes them for one object, that may explain these operations, the likeliest first. */
  initials?(operations: readonly Operation[]): readonly unknown[]
  /** Where a history is not linearizable, a retry that was executed again is looked for. Default: it is not. */
  readonly repetition?: Repetition
  /** In words, with its values, without the key: `write(3)`, `read -> 3`. */
  describeOperation(operation: Operation): string
  describeState(state: State): string
  /** What a read returns, where reads return the whole object: to compare it with what one did return. Default: none does. */
  readOf?(state: State): unknown
}

/** How an object that does not start empty came to be. */
export interface Start {
  /** The object that starts empty. */
  readonly model: Model
  /** What leads from there to the start, in this order; each names its f and value only. */
  readonly calls: readonly { readonly f: string; readonly value: unknown }[]
}

/** The values that operations bring into an object, and those that they saw in it. */
export interface ValueTraffic {
  /** What the operation brings if it takes effect; undefined where that depends on what is there, as for a text appended. */
  brought(operation: Operation): readonly unknown[] | undefined
  /** What the operation, completed, found there. */
  seen(operation: Operation): readonly unknown[]
  /** Whether it is there before the first operation. */
  isAtFirst(value: unknown): boolean
}

/** What can be told of an operation that was executed twice. */
export interface Repetition {
  /** Whether twice is another thing than once. */
  matters(operation: Operation): boolean
  /** The parts of the object that it changes, or in which it would see a repetition: who shares none saw none. */
  parts(operation: Operation): readonly string[]
}

/** Kinds of objects that are decided without a search where a history allows it; `checkers/README.md` says how. */
export type DirectDecider = 'register' | 'append' | 'set' | 'queue' | 'unique-ids' | 'counter'

/** One object and the operations on it, in the order of the history. */
export interface Partition {
  /** Absent when the history is about one object. */
  readonly key?: string
  readonly operations: readonly Operation[]
  /** Where this object is another than the rest, such as one with an initial value of its own. */
  readonly model?: Model
}
