import type { Operation, Outcome } from './operation.ts'

/** An operation while a history is read: its id is known when all are, as some are left out. */
export type OperationRecord = { -readonly [Field in keyof Operation]: Operation[Field] }

/**
 * An operation of id 0 without the rare fields. Whole literals, in which V8 keeps a field that is always a small
 * integer in place: of operations that return, apart from those that do not. Spreads, or one literal for all, would
 * cost a large history time and half again its memory.
 */
export function operationRecord(
  { process, f, value }: Pick<Operation, 'process' | 'f' | 'value'>,
  key: string | undefined,
  outcome: Outcome,
  invoked: number,
  returned: number,
): OperationRecord {
  if (returned === Infinity) {
    return key === undefined
      ? { returned, id: 0, process, f, value, outcome, invoked }
      : { returned, id: 0, process, f, key, value, outcome, invoked }
  }
  return key === undefined
    ? { id: 0, process, f, value, outcome, invoked, returned }
    : { id: 0, process, f, key, value, outcome, invoked, returned }
}
