/** What became of an operation, by the codes of {@link OperationColumns.o}. */
export const outcomes = ['ok', 'fail', 'info'] as const

/** What part an operation has in the conflict, by the codes of {@link OperationColumns.marks}; the first say more. */
export const conflictMarks = [
  'cannot be explained',
  'contradicts it',
  'executed twice?',
  'must have happened',
  'could come next',
] as const

/**
 * Operations of a history by columns, in the order of their calls: one member of each column for an operation. In the page
 * as JSON, gzip and base64. What is a delta is to the operation before, of the first to 0; -1 for a text: none. All texts may
 * come from a history, and are made visible and cut.
 */
export interface OperationColumns {
  readonly processes: readonly string[]
  readonly functions: readonly string[]
  /** The objects of an operation, those of a transaction too. */
  readonly keys: readonly (readonly string[])[]
  /** Arguments, results, errors, reasons and states. */
  readonly texts: readonly string[]
  /** Process, function, objects. */
  readonly p: readonly number[]
  readonly f: readonly number[]
  readonly k: readonly number[]
  /** Texts of the argument, and of the result or error. */
  readonly a: readonly number[]
  readonly r: readonly number[]
  /** Code of the outcome. */
  readonly o: readonly number[]
  /** Event position of the call, a delta. */
  readonly i: readonly number[]
  /** Events from the call until its outcome was told; 0: never. */
  readonly d: readonly number[]
  /** Line of the call, a delta; 0 for the first where lines are not known. */
  readonly l: readonly number[]
  /** Lines from that of the call to that of the completion. */
  readonly e: readonly number[]
  /** Microseconds from event to event, of all the events above in their order; absent: not all have a time. */
  readonly t?: readonly number[]
  /** Place in the longest order that works, from 1, as a delta to the last that has one; 0: not in it. Absent: no order is known. */
  readonly n?: readonly number[]
  /** Operations of that order, those that are left out too. */
  readonly ordered?: number
  /** The object after some of the last operations of that order, as texts. */
  readonly states?: readonly (readonly [operation: number, text: number])[]
  /** What has a part in the conflict, with the code of its mark. */
  readonly marks: readonly (readonly [operation: number, mark: number])[]
  /** Why some could not come next, as texts. */
  readonly whys: readonly (readonly [operation: number, text: number])[]
}

/** The history that a page carries, and how much of it. */
export interface PackedHistory {
  /** Operations that there are. */
  readonly total: number
  /** Operations in {@link PackedHistory.text}, and their processes. */
  readonly carried: number
  readonly processes: number
  /** Where not all are carried: what those have to do with the history. */
  readonly window?: 'around the conflict' | 'its beginning'
  /** {@link OperationColumns} as JSON, gzip and base64. */
  readonly text: string
}
