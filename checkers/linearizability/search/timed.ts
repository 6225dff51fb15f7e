import type { Operation } from '../../../src/record/operation.ts'

/** An operation with a position, between its invocation and its return, at which it can have happened. */
export interface Timed {
  readonly operation: Operation
  readonly at: number
}

/** By position; what happens at one stays in the order given. */
export function inOrder(timed: readonly Timed[]): Operation[] {
  return [...timed].sort((a, b) => a.at - b.at).map(({ operation }) => operation)
}
