import { InputError } from '../../src/base/input-error.ts'
import { canonicalJson } from '../../src/base/json.ts'
import type { Operation } from '../../src/record/operation.ts'
import { completionConflict } from './completion.ts'
import { rawMicro } from './micro-operation.ts'

/** One micro-operation. Keys, elements and values stand as their canonical JSON: equal text, equal value. */
export type Micro = { readonly f: 'append' | 'w'; readonly key: string; readonly element: string } | ReadMicro

/** What was read, as a list or as a register; neither where the result is unknown. */
export interface ReadMicro {
  readonly f: 'r'
  readonly key: string
  readonly list?: readonly string[]
  readonly value?: string
}

/** A transaction: an operation with `[[:append k v] [:r k [vs]] …]`, or `[[:w k v] [:r k v] …]`. */
export interface Transaction {
  /** Position among the transactions, from 0. */
  readonly id: number
  readonly operation: Operation
  readonly micros: readonly Micro[]
  readonly status: 'committed' | 'aborted' | 'unknown'
}

/** What keys hold: lists that only grow, or single values. */
export type Objects = 'lists' | 'registers'

/**
 * Reads operations as transactions. The reads of one that did not commit are not known, whatever is recorded of them:
 * it may have been recorded before the transaction ended.
 * @throws InputError (`where`: `operation N, value`) for anything that is no transaction on such objects, and for a
 * completion that contradicts its invocation (`operation N, completion`).
 */
export function transactionsOf(operations: readonly Operation[], objects: Objects): Transaction[] {
  return operations.map((operation, id) => {
    const { outcome } = operation
    const committed = outcome.type === 'ok'
    const value = committed ? outcome.value : operation.value
    if (!Array.isArray(value)) throw malformed(operation, objects, 'must be a list of micro-operations')
    const conflict = committed ? completionConflict(operation.value, value) : undefined
    if (conflict !== undefined) throw malformed(operation, objects, conflict, true)
    return {
      id,
      operation,
      micros: value.map((micro) => microOf(micro, operation, committed, objects)),
      status: committed ? 'committed' : outcome.type === 'fail' ? 'aborted' : 'unknown',
    }
  })
}

function microOf(micro: unknown, operation: Operation, committed: boolean, objects: Objects): Micro {
  const raw = rawMicro(micro)
  if (raw === undefined)
    throw malformed(operation, objects, `has ${shown(micro)}; it must hold [f, key, value] only`)
  const { f, value } = raw
  const key = canonicalJson(raw.key)
  if (f === (objects === 'lists' ? 'append' : 'w')) return { f, key, element: canonicalJson(value) }
  if (f !== 'r') {
    const other = objects === 'lists' ? 'rw-register' : 'list-append'
    throw malformed(operation, objects, `has a micro-operation ${shown(micro)}; --model ${other} has those`)
  }
  if (!committed) return { f, key }
  if (objects === 'registers') return { f, key, value: canonicalJson(value ?? null) }
  // a key nobody has appended to reads as null
  const list = value ?? []
  if (!Array.isArray(list))
    throw malformed(operation, objects, `reads ${shown(value)} from ${key}; a read gives a list`)
  return { f, key, list: list.map(canonicalJson) }
}

function malformed(operation: Operation, objects: Objects, what: string, completion = false): InputError {
  const form =
    objects === 'lists'
      ? 'list-append transactions are [[append k v] [r k [v …]] …]'
      : 'transactions on registers are [[w k v] [r k v] …]'
  return new InputError(`the transaction of process ${operation.process} ${what}; ${form}`, {
    operation: operation.id,
    field: 'value',
    completion,
  })
}

function shown(value: unknown): string {
  const text = canonicalJson(value)
  return text.length <= 120 ? text : `${text.slice(0, 119)}…`
}
