import type { ComparedValues } from '../../../src/record/compared-values.ts'
import type { Nearby } from '../../../src/record/nearby.ts'
import type { PlacedOperation } from '../timeline/timeline.ts'

/** Why a history is not linearizable, as a page shows it, about one of the longest orders. All texts may come from a history. */
export interface ExplainedFailure {
  /** The first operation that no order explains. */
  readonly located: PlacedOperation
  /** An order that explains as much as any, or the end of it. */
  readonly longestPrefix: readonly PlacedOperation[]
  /** Whether it is the first of those that are known, on which `next` and `compared` rest. Default: true. */
  readonly isFirst?: boolean
  /** Operations of that order that come before those; absent: none. */
  readonly earlier?: number
  /** The object after the order, in words. */
  readonly state?: string
  /** For the order and then each other: the object after each of its last operations, in words. Absent: not known. */
  readonly states?: readonly (readonly string[])[]
  /** What could have come next, each with the reason why it could not. */
  readonly next: readonly (PlacedOperation & { readonly why: string })[]
  /** The fewest completed operations in conflict; absent when finding them would have cost too much. */
  readonly core?: readonly PlacedOperation[]
  /** Operations of unknown outcome that must have taken effect; absent when none is known to. */
  readonly mustHaveHappened?: readonly PlacedOperation[]
  /** Operations of which one, had it been executed twice, would explain the history. */
  readonly executedTwice?: readonly PlacedOperation[]
  /** A result and what it contradicts: of a read what it had to return after the order. */
  readonly compared?: ComparedValues
  /** What surrounds it in the history. */
  readonly nearby?: Nearby<PlacedOperation>
}

/** The states of the drawn order, the last operation's last; as many as are known. */
export const statesOf = ({ states }: Pick<ExplainedFailure, 'states'>): readonly string[] => states?.[0] ?? []
