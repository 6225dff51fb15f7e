/** Maelstrom's table of errors (doc/protocol.md): codes that every workload shares. */
const table: { readonly [code: number]: readonly [name: string, definite: boolean] } = {
  0: ['timeout', false],
  1: ['node-not-found', true],
  10: ['not-supported', true],
  11: ['temporarily-unavailable', true],
  12: ['malformed-request', true],
  13: ['crash', false],
  14: ['abort', true],
  20: ['key-does-not-exist', true],
  21: ['key-already-exists', true],
  22: ['precondition-failed', true],
  30: ['txn-conflict', true],
}

export const KEY_DOES_NOT_EXIST = 20
export const PRECONDITION_FAILED = 22

/** Whether an operation with this error certainly did not happen. What the table does not have may have happened. */
export const isDefinite = (code: number): boolean => table[code]?.[1] ?? false

export const errorName = (code: number): string => table[code]?.[0] ?? `error-${code}`
