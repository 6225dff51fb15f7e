import { InputError } from '../../../base/input-error.ts'
import type { Operation } from '../../operation.ts'
import type { PairedHistory } from '../../pairing.ts'
import { shown } from './event-record.ts'

/** Functions that do nothing without a value. */
const takesValue = new Set(['write', 'cas', 'put', 'append', 'add', 'remove', 'contains', 'enqueue', 'txn'])
/** Functions whose result is what they are for. */
const givesValue = new Set(['read', 'get', 'contains', 'dequeue', 'txn'])

/** What is wrong with the value of an operation: of its invocation, or of its completion. */
export interface ValueFlaw {
  readonly at: 'invoked' | 'returned'
  /** Goes on from the name of the field. */
  readonly message: string
}

/**
 * Checks that each operation has the values its function needs: `cas` a pair, a successful read what it read
 * (null when absent). `listReads`: reads give lists, as those of the append and set models do.
 * `name` names the file.
 * @throws InputError with file, line, field and what to do.
 */
export function checkOperationValues(history: PairedHistory, name: string, listReads: boolean): void {
  for (const operation of history.operations) {
    const flaw = valueFlaw(operation, listReads)
    if (flaw === undefined) continue
    const { places } = history
    const { id } = operation
    const line = flaw.at === 'invoked' ? places.invokedLine(id) : places.returnedLine(id)
    throw new InputError(`field "value" ${flaw.message}`, { file: name, line, field: 'value' })
  }
}

/** What is wrong with the values of one operation; see {@link checkOperationValues}. */
export function valueFlaw(operation: Operation, listReads: boolean): ValueFlaw | undefined {
  return hasItsValues(operation, listReads) ? undefined : lookedFor(operation, listReads)
}

function lookedFor({ f, value, outcome }: Operation, listReads: boolean): ValueFlaw | undefined {
  if (takesValue.has(f) && value === undefined)
    return { at: 'invoked', message: `is missing; the invoke of ${f} must say ${argumentOf(f)}` }
  if (f === 'cas' && !(Array.isArray(value) && value.length === 2))
    return { at: 'invoked', message: `of cas must be [from, to]; found ${shown(value)}` }
  if (outcome.type !== 'ok' || !givesValue.has(f)) return undefined
  const message =
    outcome.value === undefined
      ? `is missing; the ok of ${f} must say what it returned, null for nothing there`
      : resultFlaw(f, outcome.value, listReads)
  return message === undefined ? undefined : { at: 'returned', message }
}

/** Whether nothing is wrong, of the most common: asked of each of millions. */
function hasItsValues({ f, value, outcome }: Operation, listReads: boolean): boolean {
  if (f === 'write') return value !== undefined
  return f === 'read' && !listReads && (outcome.type !== 'ok' || outcome.value !== undefined)
}

function resultFlaw(f: string, result: unknown, listReads: boolean): string | undefined {
  if (f === 'contains' && typeof result !== 'boolean')
    return `of contains must be true or false; found ${shown(result)}`
  if (f === 'read' && listReads && result !== null && !Array.isArray(result))
    return `of read must be the list of what is there, [] for nothing; found ${shown(result)}`
  return undefined
}

function argumentOf(f: string): string {
  return f === 'cas' ? '[from, to]' : f === 'txn' ? 'its micro-operations' : 'its value'
}
