import { InputError } from '../../base/input-error.ts'
import { canonicalJson } from '../../base/json.ts'
import type { Operation } from '../operation.ts'
import type { PairedHistory } from '../pairing.ts'
import { shown } from './event-record.ts'

type Tuple = readonly [key: unknown, value: unknown]

/** Functions whose result, when they succeed, is only that they did. */
const silentFunctions = new Set([
  'write',
  'cas',
  'put',
  'append',
  'add',
  'remove',
  'enqueue',
  'delete',
  'acquire',
  'release',
])
const registerFunctions = new Set(['read', 'write', 'cas'])

/**
 * Whether the values are Jepsen's independent tuples, `[key value]`, whose type is lost in a file: only
 * reads, writes and cas without keys; each value is a pair, that of a read `[key nil]`, that of a cas
 * `[key [from to]]`. Writes alone do not tell: a pair may be what was written.
 */
export function looksIndependent({ operations }: PairedHistory): boolean {
  let told = false
  for (const { f, key, value, outcome } of operations) {
    if (key !== undefined || !registerFunctions.has(f) || !isTuple(value)) return false
    if (f === 'read' && isGiven(value[1])) return false
    if (f === 'read' && outcome.type === 'ok' && !isTuple(outcome.value)) return false
    if (f === 'cas' && !isTuple(value[1])) return false
    if (f !== 'write') told = true
  }
  return told
}

/**
 * Takes independent tuples apart: the first of each pair becomes the operation's key. The operations of the history
 * given are used up, as there may not be room for two of a large one.
 * Throws an {@link InputError} at the first value that is no pair. `name` names the file in it.
 */
export function unwrapIndependent(history: PairedHistory, name: string): PairedHistory {
  const operations = history.operations as Operation[]
  for (const [index, operation] of operations.entries()) operations[index] = unwrap(operation, history, name)
  return { ...history, operations }
}

function unwrap(operation: Operation, { places }: PairedHistory, name: string): Operation {
  const { f, value, outcome } = operation
  if (!isTuple(value)) {
    throw new InputError(
      `field "value": ${f} must have [key, value] with --independent; found ${shown(value)}`,
      `${name}:${places.invokedLine(operation.id)}`,
    )
  }
  const key = keyText(value[0])
  const unwrapped = { ...operation, key, value: value[1] }
  if (outcome.type !== 'ok') return unwrapped
  if (!isTuple(outcome.value) || keyText(outcome.value[0]) !== key) {
    // what these return says nothing and may be anything
    if (silentFunctions.has(f)) return { ...unwrapped, outcome: { type: 'ok', value: null } }
    throw new InputError(
      `field "value": ${f} must return [${key}, value] with --independent; found ${shown(outcome.value)}`,
      `${name}:${places.returnedLine(operation.id)}`,
    )
  }
  return { ...unwrapped, outcome: { type: 'ok', value: outcome.value[1] } }
}

function isTuple(value: unknown): value is Tuple {
  return Array.isArray(value) && value.length === 2
}

function isGiven(value: unknown): boolean {
  return value !== null && value !== undefined
}

function keyText(key: unknown): string {
  return typeof key === 'string' ? key : canonicalJson(key)
}
