import { InputError } from '../../../base/input-error.ts'
import { canonicalJson } from '../../../base/json.ts'
import { housekeeping } from '../../judged-history.ts'
import { operationRecord } from '../../operation-record.ts'
import type { OperationRecord } from '../../operation-record.ts'
import type { Operation, Outcome } from '../../operation.ts'
import type { OperationLines } from '../../pairing.ts'
import { SharedOutcomes } from '../../shared-outcomes.ts'
import { shown } from './event-record.ts'
import { isTuple } from './independent-tuple.ts'
import { NameInterner } from './detached-string.ts'
import { looksLikeTransaction } from './transaction-value.ts'
import type { Micro } from './transaction-value.ts'

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
/** Functions that a tuple does not tell, as what they take may be a pair anyway. */
const takesPairs = new Set(['write', 'put', 'append', 'add', 'remove', 'contains', 'enqueue', 'delete'])

// that many operations in a row that look so are no chance; from then on memory is saved
const ENOUGH = 1000

/**
 * Takes Jepsen's independent tuples, `[key value]`, apart as operations are read: the first of each pair becomes the
 * operation's key. In a file their type is lost. So, unless it is said that they are tuples, they are found out: no
 * operation has a key, each value is a pair, that of a read `[key nil]`, that of a cas
 * `[key [from to]]` or flat `[key from to]`, that of a transaction `[key [[:r x nil]]]`; one of these at least, or an
 * `acquire` of `[key nil]`, as writes alone do not tell: a pair may be what was written. The keys of a transaction
 * become `[key x]`: those of one tuple share no object with those of another.
 */
export class IndependentTuples {
  readonly #name: string
  readonly #given: boolean
  /** The operations from the start, while it is not known what they are. */
  #early: { readonly operation: OperationRecord; readonly lines: OperationLines }[] | undefined = []
  #told = false
  #found: boolean
  readonly #outcomes = new SharedOutcomes()
  readonly #keys = new NameInterner()

  /** `name` names the file in errors; `given`: it is said that values are tuples. */
  constructor(name: string, given: boolean) {
    this.#name = name
    this.#given = given
    this.#found = given
  }

  /**
   * For {@link PairingOptions.reshape}.
   * @throws InputError where values must be tuples and one is none.
   */
  take(operation: OperationRecord, lines: OperationLines): OperationRecord {
    if (housekeeping.has(operation.f)) return operation
    if (this.#found) return this.#apart(operation, lines)
    if (this.#early === undefined) return operation
    if (!looksIndependent(operation)) this.#early = undefined
    else {
      this.#early.push({ operation, lines })
      if (!takesPairs.has(operation.f)) this.#told = true
      if (this.#early.length >= ENOUGH) this.areFound()
    }
    return operation
  }

  /** Whether the operations so far are tuples; if so they have been taken apart. */
  areFound(): boolean {
    if (this.#found || this.#early === undefined || !this.#told) return this.#found
    for (const { operation, lines } of this.#early) {
      const { key, value, outcome } = this.#apart(operation, lines)
      Object.assign(operation, { key, value, outcome })
    }
    this.#early = undefined
    this.#found = true
    return true
  }

  #apart(operation: OperationRecord, lines: OperationLines): OperationRecord {
    const { f, value, invoked, returned } = operation
    const tuple = tupleOf(operation, value)
    if (tuple === undefined) throw this.#error(lines.invoked, `${f} must have [key, value]`, value)
    const key = this.#keys.of(keyText(tuple[0]))
    const outcome = this.#outcome(operation, key, lines)
    const record =
      f === 'txn' && looksLikeTransaction(tuple[1])
        ? operationRecord(
            { ...operation, value: prefixed(tuple[0], tuple[1]) },
            undefined,
            outcome,
            invoked,
            returned,
          )
        : operationRecord({ process: operation.process, f, value: tuple[1] }, key, outcome, invoked, returned)
    return operation.request === undefined ? record : { ...record, request: operation.request }
  }

  #outcome(operation: OperationRecord, key: string, lines: OperationLines): Outcome {
    const { f, outcome } = operation
    if (outcome.type !== 'ok') return outcome
    const { value } = outcome
    const tuple = tupleOf(operation, value)
    if (tuple !== undefined && keyText(tuple[0]) === key) {
      const isTransaction = f === 'txn' && looksLikeTransaction(tuple[1])
      return this.#outcomes.ok(isTransaction ? prefixed(tuple[0], tuple[1]) : tuple[1])
    }
    // what these return says nothing and may be anything
    if (silentFunctions.has(f)) return this.#outcomes.ok(null)
    throw this.#error(lines.returned, `${f} must return [${key}, value]`, value)
  }

  #error(line: number, message: string, found: unknown): InputError {
    const why = this.#given ? 'with --independent' : 'as all operations before it do'
    return new InputError(`field "value": ${message} ${why}; found ${shown(found)}: correct the line`, {
      file: this.#name,
      line,
      field: 'value',
    })
  }
}

function looksIndependent({ f, key, value, outcome }: Operation): boolean {
  if (key !== undefined) return false
  if (f === 'cas' && isFlatCas(value)) return true
  if (!isTuple(value)) return false
  if (f === 'cas') return isPair(value[1])
  if (f === 'txn') return looksLikeTransaction(value[1])
  if (takesPairs.has(f)) return true
  // of all that is left a transfer alone has an argument
  if (f !== 'transfer' && isGiven(value[1])) return false
  return silentFunctions.has(f) || outcome.type !== 'ok' || isTuple(outcome.value)
}

/** The tuple that a value is; of a cas also the flat one. */
function tupleOf({ f }: Operation, value: unknown): readonly [key: unknown, value: unknown] | undefined {
  if (f === 'cas' && isFlatCas(value)) return [value[0], value.slice(1)]
  return isPair(value) ? value : undefined
}

const isPair = (value: unknown): value is readonly [unknown, unknown] =>
  Array.isArray(value) && value.length === 2

/** `[key from to]`. */
const isFlatCas = (value: unknown): value is readonly unknown[] => Array.isArray(value) && value.length === 3

/** A transaction on the objects of one key. */
function prefixed(key: unknown, transaction: readonly Micro[]): readonly Micro[] {
  return transaction.map(([f, name, value]) => [f, canonicalJson([key, name]), value])
}

function isGiven(value: unknown): boolean {
  return value !== null && value !== undefined
}

function keyText(key: unknown): string {
  return typeof key === 'string' ? key : canonicalJson(key)
}
