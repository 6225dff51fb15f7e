import { InputError } from '../../base/input-error.ts'
import { canonicalJson } from '../../base/json.ts'
import { housekeeping } from '../judged-history.ts'
import { operationRecord } from '../operation-record.ts'
import type { OperationRecord } from '../operation-record.ts'
import type { Operation, Outcome } from '../operation.ts'
import type { OperationLines } from '../pairing.ts'
import { SharedOutcomes } from '../shared-outcomes.ts'
import { shown } from './event-record.ts'
import { OwnNames } from './own-text.ts'

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

// that many operations in a row that look so are no chance; from then on memory is saved
const enough = 1000

/**
 * Takes Jepsen's independent tuples, `[key value]`, apart as operations are read: the first of each pair becomes the
 * operation's key. In a file their type is lost. So, unless it is said that they are tuples, they are found out: only
 * reads, writes and cas without keys; each value is a pair, that of a read `[key nil]`, that of a cas
 * `[key [from to]]`. Writes alone do not tell: a pair may be what was written.
 */
export class IndependentTuples {
  readonly #name: string
  readonly #given: boolean
  /** The operations from the start, while it is not known what they are. */
  #early: { readonly operation: OperationRecord; readonly lines: OperationLines }[] | undefined = []
  #told = false
  #found: boolean
  readonly #outcomes = new SharedOutcomes()
  readonly #keys = new OwnNames()

  /** `name` names the file in errors; `given`: it is said that values are tuples. */
  constructor(name: string, given: boolean) {
    this.#name = name
    this.#given = given
    this.#found = given
  }

  /** For {@link PairingOptions.reshape}. Throws an {@link InputError} where values must be tuples and one is none. */
  take(operation: OperationRecord, lines: OperationLines): OperationRecord {
    if (housekeeping.has(operation.f)) return operation
    if (this.#found) return this.#apart(operation, lines)
    if (this.#early === undefined) return operation
    if (!looksIndependent(operation)) this.#early = undefined
    else {
      this.#early.push({ operation, lines })
      if (operation.f !== 'write') this.#told = true
      if (this.#early.length >= enough) this.areFound()
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
    if (!isTuple(value)) throw this.#error(lines.invoked, `${f} must have [key, value]`, value)
    const key = this.#keys.of(keyText(value[0]))
    const apart = { process: operation.process, f, value: value[1] }
    const record = operationRecord(apart, key, this.#outcome(operation, key, lines), invoked, returned)
    return operation.request === undefined ? record : { ...record, request: operation.request }
  }

  #outcome({ f, outcome }: OperationRecord, key: string, lines: OperationLines): Outcome {
    if (outcome.type !== 'ok') return outcome
    const { value } = outcome
    if (isTuple(value) && keyText(value[0]) === key) return this.#outcomes.ok(value[1])
    // what these return says nothing and may be anything
    if (silentFunctions.has(f)) return this.#outcomes.ok(null)
    throw this.#error(lines.returned, `${f} must return [${key}, value]`, value)
  }

  #error(line: number, message: string, found: unknown): InputError {
    const why = this.#given ? 'with --independent' : 'as all operations before it do'
    return new InputError(
      `field "value": ${message} ${why}; found ${shown(found)}: correct the line`,
      `${this.#name}:${line}`,
    )
  }
}

function looksIndependent({ f, key, value, outcome }: Operation): boolean {
  if (key !== undefined || !registerFunctions.has(f) || !isTuple(value)) return false
  if (f === 'read' && isGiven(value[1])) return false
  if (f === 'read' && outcome.type === 'ok' && !isTuple(outcome.value)) return false
  return f !== 'cas' || isTuple(value[1])
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
