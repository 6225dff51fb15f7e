import type { Operation } from '../../../src/record/operation.ts'

/** An operation as a bar of the picture. All texts may come from a history. */
export interface TimelineOperation {
  readonly operation: Operation
  /** With its values: `read -> 3`. */
  readonly text: string
  /** Where it was invoked in the file. */
  readonly line: number
  /** `blocking`: no order explains it. `core`: one of the fewest that contradict each other. */
  readonly role: 'blocking' | 'core' | 'other'
  /** Its place, from 1, in the longest order that works; absent when it is not in there. */
  readonly place?: number
  /** Said above the bar, in our words. */
  readonly flag?: string
}

/** Operations by invocation. */
export type Timeline = readonly TimelineOperation[]
