import type { Operation } from './operation.ts'

/** An operation of the history, with the line of its invocation. */
export interface LocatedOperation {
  readonly operation: Operation
  readonly line: number
  /** With its values, as the model puts it: `read -> 3`. */
  readonly text: string
}
