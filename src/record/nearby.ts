import type { Operation } from './operation.ts'

/** The stretch of the history about a conflict, for a picture of it. */
export interface Nearby<Of = Operation> {
  /** Those nearest to the blocking operation, nearest first. */
  readonly operations: readonly Of[]
  /** Event positions: from the first to the last that has a part in the conflict. */
  readonly from: number
  readonly to: number
  /** All operations on the object that are within or reach in. */
  readonly total: number
}

/** When it was called and returned, as event positions. */
type Spanned = Pick<Operation, 'invoked' | 'returned'>

/** An unknown outcome is open to the end, so it counts where it was invoked. */
export function isWithin({ invoked, returned }: Spanned, from: number, to: number): boolean {
  return invoked <= to && (Number.isFinite(returned) ? returned : invoked) >= from
}

/** Events between two operations; of an unknown outcome, from its invocation. 0 when they are concurrent. */
export function distance({ invoked, returned }: Spanned, blocking: Spanned): number {
  const end = Number.isFinite(returned) ? returned : invoked
  return Math.max(0, invoked - blocking.returned, blocking.invoked - end)
}
