import type { Operation } from '../../src/record/operation.ts'
import type { SpentBudget } from '../porcupine-wasm/index.ts'
import type { Suspicion } from './explanation/executed-twice.ts'
import type { InitialHint } from './explanation/initial-hint.ts'
import type { ObjectConsistency } from './promise.ts'
import type { ValueOrigin } from './explanation/value-origin.ts'

/** An operation that could have come next, and why that does not help. */
export interface RejectedNext {
  readonly operation: Operation
  readonly why: string
}

/** Why a history is not linearizable. Operations are those of the history, as they were given. */
export interface LinearizabilityFailure {
  /** The object; absent when the history is about one. */
  readonly key?: string
  /** The first operation, by return, with which the history can no longer be explained. */
  readonly operation: Operation
  /** An order that explains all that had returned before it. */
  readonly longestPrefix: readonly Operation[]
  /** The object after that order, in words. */
  readonly state: string
  /** Up to four more such orders, where the search met them. */
  readonly otherPrefixes: readonly (readonly Operation[])[]
  /** What could have come after the prefix, the operation itself first; at most 20. */
  readonly next: readonly RejectedNext[]
  /** One sentence with the values. */
  readonly because: string
  /**
   * A smallest set of completed operations in conflict, by invocation: without the result of any one of them
   * the rest can be explained. Dequeues that took other values than these are not listed. Absent when finding
   * it would have cost too much.
   */
  readonly core?: readonly Operation[]
  /**
   * Operations of unknown outcome that must have taken effect, by invocation: without one of them even what returned
   * before the operation has no order. Of the last twenty that could, as far as telling does not cost too much.
   */
  readonly mustHaveHappened: readonly Operation[]
  /** Operations of which one, had it been executed twice, would explain the history. */
  readonly suspicion?: Suspicion
  /** Operations that were answered as not executed, of which one, had it taken effect, would explain the history. */
  readonly refused?: readonly Operation[]
  /** Of a value that was found though nothing can have brought it: where it came from, or did not. */
  readonly origin?: ValueOrigin
  /** Another initial value that would explain the history. */
  readonly hint?: InitialHint
}

/** A linearization of one object: operation ids in order. */
export interface LinearizationCertificate {
  readonly key?: string
  readonly order: readonly number[]
}

interface Counted {
  /** Its name. */
  readonly model: string
  /** Operations in the history. */
  readonly operations: number
  /** Objects checked one by one. */
  readonly partitions: number
  readonly consistency: ObjectConsistency
  /** What an answer of valid promises, and what not, in one sentence. */
  readonly promise: string
}

export type LinearizabilityVerdict = Counted &
  (
    | { readonly valid: true; readonly certificate: readonly LinearizationCertificate[] }
    | { readonly valid: false; readonly failure: LinearizabilityFailure }
    | {
        readonly valid: 'unknown'
        readonly because: string
        /** What ran out before all objects were decided; empty when a larger budget would not help. */
        readonly spent: readonly SpentBudget[]
      }
  )
