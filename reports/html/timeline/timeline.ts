import type { Operation } from '../../../src/record/operation.ts'
import type { EventId } from '../event-id.ts'

/** What of an operation a picture is drawn from. */
export type DrawnOperation = Pick<Operation, 'id' | 'process' | 'invoked' | 'returned'>

/** An operation with its text and its place. All texts may come from a history. */
export interface PlacedOperation {
  readonly operation: DrawnOperation
  /** With its values: `read -> 3`. */
  readonly text: string
  /** Where it was invoked in the file; absent in a run. */
  readonly line?: number
  /** Of a run: the steps that called and answered it; null where there is none. */
  readonly steps?: { readonly called: EventId | null; readonly answered: EventId | null }
}

/** An operation as a bar of the picture. */
export interface TimelineOperation extends PlacedOperation {
  /** `blocking`: no order explains it. `core`: one of the fewest that contradict each other. */
  readonly role: 'blocking' | 'core' | 'other'
  /** Its place, from 1, in the order that is shown; absent when it is not in there. */
  readonly place?: number
  /** The object after it took effect in that order, in words; absent where that is not known. */
  readonly state?: string
  /** Said above the bar, in our words. */
  readonly flag?: string
}

/** Operations by invocation. */
export type Timeline = readonly TimelineOperation[]
