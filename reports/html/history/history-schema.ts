import type { ComparedValues } from '../../../src/record/compared-values.ts'
import type { EventId } from '../event-id.ts'

/** What clients saw in one run, object by object: that of the verdict first. */
export interface ReportHistory {
  readonly prefix: 'm' | 'o'
  readonly objects: readonly ReportObject[]
  /** Objects that are left out; absent: none. */
  readonly moreObjects?: number
}

export interface ReportObject {
  /** Null where the history is about one object. */
  readonly key: string | null
  /** Whether an order explains its operations; `unknown`: finding out would have cost too much. */
  readonly valid: boolean | 'unknown'
  /** Why it is not known. */
  readonly because?: string
  /** Operations on it in the run, without those that certainly did not take effect. */
  readonly total: number
  /** By invocation: all, or those about the conflict and the latest. */
  readonly operations: readonly ReportHistoryOperation[]
  /** Orders that work: of a valid object one of all, else at most five of the longest; empty where none is known. */
  readonly orders: readonly ReportOrder[]
  readonly failure?: ReportConflict
}

export interface ReportHistoryOperation {
  /** Its number in the run. */
  readonly id: number
  /** The number of its client. */
  readonly client: number
  readonly text: string
  /** Positions among the events of the history; `end` null: it was not answered. */
  readonly begin: number
  readonly end: number | null
  readonly called: EventId | null
  readonly answered: EventId | null
}

export interface ReportOrder {
  /** Operations that come before those listed. */
  readonly earlier: number
  /** Operations by number. */
  readonly ops: readonly number[]
  /** The object after each of the last of them, in words. */
  readonly states: readonly string[]
}

/** Why no order explains an object; operations by number. */
export interface ReportConflict {
  readonly blocking: number
  readonly because: string
  readonly core?: readonly number[]
  readonly happened?: readonly number[]
  readonly twice?: readonly number[]
  readonly next: readonly { readonly op: number; readonly why: string }[]
  readonly compared?: ComparedValues
  readonly nearby: {
    readonly ops: readonly number[]
    readonly from: number
    readonly to: number
    readonly total: number
  }
}
