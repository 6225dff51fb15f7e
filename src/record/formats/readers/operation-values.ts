import { InputError } from '../../../base/input-error.ts'
import type { Operation } from '../../operation.ts'
import type { PairedHistory } from '../../pairing.ts'
import { shown } from './event-record.ts'

/** Functions that do nothing without a value. */
const takesValue = new Set(['write', 'cas', 'put', 'append', 'add', 'remove', 'contains', 'enqueue', 'txn'])
/** Functions whose result is what they are for. */
const givesValue = new Set(['read', 'get', 'contains', 'dequeue', 'txn'])

/**
 * Checks that each operation has the values its function needs: `cas` a pair, a successful read what it read
 * (null when absent). `listReads`: reads give lists, as those of the append and set models do.
 * `name` names the file.
 * @throws InputError with file, line, field and what to do.
 */
export function checkOperationValues(history: PairedHistory, name: string, listReads: boolean): void {
  for (const operation of history.operations) if (!hasItsValues(operation, listReads)) assertValues(operation)

  function assertValues(operation: Operation): void {
    const { f, value, outcome } = operation
    const fail = (line: number, message: string): InputError =>
      new InputError(`field "value" ${message}`, { file: name, line, field: 'value' })
    const invoked = history.places.invokedLine(operation.id)
    const returned = history.places.returnedLine(operation.id)
    if (takesValue.has(f) && value === undefined) {
      throw fail(invoked, `is missing; the invoke of ${f} must say ${argumentOf(f)}`)
    }
    if (f === 'cas' && !(Array.isArray(value) && value.length === 2)) {
      throw fail(invoked, `of cas must be [from, to]; found ${shown(value)}`)
    }
    if (outcome.type !== 'ok' || !givesValue.has(f)) return
    if (outcome.value === undefined) {
      throw fail(returned, `is missing; the ok of ${f} must say what it returned, null for nothing there`)
    }
    checkResult(operation, outcome.value, listReads, (message) => fail(returned, message))
  }
}

/** Whether nothing is wrong, of the most common: asked of each of millions. */
function hasItsValues({ f, value, outcome }: Operation, listReads: boolean): boolean {
  if (f === 'write') return value !== undefined
  return f === 'read' && !listReads && (outcome.type !== 'ok' || outcome.value !== undefined)
}

function checkResult(
  { f }: Operation,
  result: unknown,
  listReads: boolean,
  fail: (message: string) => InputError,
): void {
  if (f === 'contains' && typeof result !== 'boolean') {
    throw fail(`of contains must be true or false; found ${shown(result)}`)
  }
  if (f === 'read' && listReads && result !== null && !Array.isArray(result)) {
    throw fail(`of read must be the list of what is there, [] for nothing; found ${shown(result)}`)
  }
}

function argumentOf(f: string): string {
  return f === 'cas' ? '[from, to]' : f === 'txn' ? 'its micro-operations' : 'its value'
}
