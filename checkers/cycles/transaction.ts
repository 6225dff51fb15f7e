import { InputError } from '../../src/base/input-error.ts'
import { canonicalJson } from '../../src/base/json.ts'
import type { Operation } from '../../src/history/operation.ts'

/** One micro-operation. Keys and elements stand as their canonical JSON: equal text, equal value. */
export type Micro =
  | { readonly f: 'append'; readonly key: string; readonly element: string }
  /** `list` is absent where the result is unknown. */
  | { readonly f: 'r'; readonly key: string; readonly list?: readonly string[] }

/** A transaction of a list-append history: an operation `txn` with `[[:append k v] [:r k [vs]] …]`. */
export interface Transaction {
  /** Position among the transactions, from 0. */
  readonly id: number
  readonly operation: Operation
  readonly micros: readonly Micro[]
  readonly status: 'committed' | 'aborted' | 'unknown'
}

/**
 * Reads operations as transactions. The reads of one that did not commit are not known.
 * Throws an InputError (`where`: `operation N, value`) for anything that is no list-append transaction.
 */
export function transactionsOf(operations: readonly Operation[]): Transaction[] {
  return operations.map((operation, id) => {
    const { outcome } = operation
    const committed = outcome.type === 'ok'
    const value = committed ? outcome.value : operation.value
    if (!Array.isArray(value)) throw malformed(operation, 'must be a list of micro-operations')
    return {
      id,
      operation,
      micros: value.map((micro) => microOf(micro, operation, committed)),
      status: committed ? 'committed' : outcome.type === 'fail' ? 'aborted' : 'unknown',
    }
  })
}

function microOf(micro: unknown, operation: Operation, committed: boolean): Micro {
  if (!Array.isArray(micro) || micro.length !== 3)
    throw malformed(operation, 'must hold [f, key, value] only')
  const [f, rawKey, value] = micro as [unknown, unknown, unknown]
  const key = canonicalJson(rawKey)
  if (f === 'append') return { f, key, element: canonicalJson(value) }
  if (f !== 'r') {
    throw malformed(
      operation,
      `has a micro-operation ${canonicalJson(f)}; only append and r are checked; reads and writes are those of the model multi-register`,
    )
  }
  if (!committed) return { f, key }
  // a key nobody has appended to reads as null
  const list = value ?? []
  if (!Array.isArray(list))
    throw malformed(operation, `reads ${canonicalJson(value)} from ${key}; a read gives a list`)
  return { f, key, list: list.map(canonicalJson) }
}

function malformed(operation: Operation, what: string): InputError {
  return new InputError(
    `the transaction of process ${operation.process} ${what}; list-append transactions are [[append k v] [r k [v …]] …]`,
    `operation ${operation.id}, value`,
  )
}
