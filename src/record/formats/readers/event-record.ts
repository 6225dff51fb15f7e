import { canonicalJson } from '../../../base/json.ts'
import type { HistoryEvent } from '../../history-event.ts'
import type { ProcessId } from '../../operation.ts'
import { requestIdOf } from '../../request-id.ts'
import { lineError, type LineError } from './line-error.ts'
import { NameInterner } from './detached-string.ts'
import { ProcessNames } from './process-names.ts'
import { looksLikeTransaction } from './transaction-value.ts'

const types = new Set(['invoke', 'ok', 'fail', 'info'])

type Fields = Readonly<Record<string, unknown>>
type Writable<T> = { -readonly [Field in keyof T]: T[Field] }

/** A map of a history that is no event of a client: of a process that is none, or no event at all. */
export type NoEvent = 'nemesis' | 'meta'

/** Longer names of processes are no names. */
const MAX_PROCESS_LENGTH = 256

/**
 * Turns the maps of one file into events, and checks each field on the way. Fields it does not know are
 * left out. Every error is an {@link InputError} with file, line, field and what to do.
 */
export class EventRecords {
  readonly #name: string
  readonly #names = new NameInterner()
  readonly #processes: ProcessNames
  /** Whether the file does without `process`, as Elle's examples do; open until the first event. */
  #sequential: boolean | undefined
  /** The line of the transaction that is open in such a file; 0 between transactions. */
  #sequentialOpen = 0
  /** Whether a transaction stood there without `f`, as Elle needs none. */
  #unnamed = false
  #line = 0
  /** One for all events, about the line at hand: a closure for each would be one for millions. */
  readonly #error: LineError = (reason, field) => lineError(this.#name, this.#line)(reason, field)

  constructor(name: string) {
    this.#name = name
    this.#processes = new ProcessNames()
  }

  /** The event of a map, or what it is instead. */
  read(record: unknown, line: number): HistoryEvent<ProcessId> | NoEvent {
    this.#line = line
    const error = this.#error
    if (record === null || typeof record !== 'object' || Array.isArray(record)) {
      throw error(`an event must be a map with process, type, f and value; found ${shown(record)}`)
    }
    const fields = record as Fields
    if (isMeta(fields) && this.#sequential !== true) return 'meta'
    if (fields['process'] === 'nemesis') return 'nemesis'
    const { key, time, index } = fields
    const process = this.#process(fields, error)
    const type = typeOf(fields, error)
    if (typeof process === 'string' && this.#processes.isNoClient(process, type, line, error))
      return 'nemesis'
    if (this.#sequential === true) this.#follow(type, line, error)
    const f = this.#names.of(this.#f(fields, type, error))
    const { value } = fields
    // most have these three: fields that are added one by one stand in a table apart
    if (isGiven(index) && isGiven(time) && isGiven(key)) {
      const event = {
        process,
        type,
        f,
        value,
        index: numberOf('index', index, error),
        time: numberOf('time', time, error),
        key: this.#names.of(keyOf(key, error)),
      }
      return this.#withRest(event, fields)
    }
    const event: Writable<HistoryEvent<ProcessId>> = { process, type, f, value }
    if (isGiven(index)) event.index = numberOf('index', index, error)
    if (isGiven(time)) event.time = numberOf('time', time, error)
    if (isGiven(key)) event.key = this.#names.of(keyOf(key, error))
    return this.#withRest(event, fields)
  }

  #withRest(event: Writable<HistoryEvent<ProcessId>>, fields: Fields): HistoryEvent<ProcessId> {
    const { error: reason } = fields
    const request = requestIdOf(fields['request'])
    if (isGiven(reason))
      event.error = this.#names.of(typeof reason === 'string' ? reason : canonicalJson(reason))
    if ('observed' in fields) event.observed = fields['observed']
    if (request !== undefined) event.request = request
    return event
  }

  #process(fields: Fields, error: LineError): ProcessId {
    const { process } = fields
    if (process === undefined) {
      const isSequential = this.#sequential === true || looksLikeTransaction(fields['value'])
      if (!isSequential || this.#sequential === false) {
        throw error(
          'field "process" is missing; add the number or the name of the client that ran the operation (only a history of transactions alone may do without, if each completion follows its invoke)',
          'process',
        )
      }
      this.#sequential = true
      return 0
    }
    if (typeof process === 'string' ? process === '' : !Number.isSafeInteger(process))
      throw error(`field "process" must be a whole number or a name; found ${shown(process)}`, 'process')
    if (typeof process === 'string' && process.length > MAX_PROCESS_LENGTH)
      throw error(
        `field "process" has a name of more than ${MAX_PROCESS_LENGTH} characters: ${shown(process)}`,
        'process',
      )
    if (this.#sequential === true) {
      throw error(
        'field "process" stands here but not in the events before; give it to all or to none',
        'process',
      )
    }
    this.#sequential = false
    return this.#processes.of(process as ProcessId, error)
  }

  /** Without processes there is one transaction at a time. */
  #follow(type: HistoryEvent['type'], line: number, error: LineError): void {
    if (type === 'invoke' && this.#sequentialOpen > 0) {
      throw error(
        `field "process" is missing, and a transaction begins while that of line ${this.#sequentialOpen} is open; without process each completion must follow its invoke: add the process to every event`,
        'process',
      )
    }
    this.#sequentialOpen = type === 'invoke' ? line : 0
  }

  #f({ f, value }: Fields, type: string, error: LineError): string {
    if (f === undefined) {
      if (looksLikeTransaction(value)) this.#unnamed = true
      // what failed or is unknown need not repeat the transaction
      else if (
        !this.#unnamed ||
        (isGiven(value) && !isEmpty(value)) ||
        (type === 'invoke' && !isEmpty(value))
      )
        throw error('field "f" is missing; add the name of the operation, such as read or write', 'f')
      return 'txn'
    }
    if (typeof f !== 'string' || f === '')
      throw error(`field "f" must be the name of an operation; found ${shown(f)}`, 'f')
    return f
  }
}

/** A header, a phase, a note: it has nothing of what makes an event. */
function isMeta({ process, type, f, value }: Fields): boolean {
  if (process !== undefined || f !== undefined) return false
  return !(typeof type === 'string' && types.has(type) && type !== 'info') && !looksLikeTransaction(value)
}

function typeOf({ type }: Fields, error: LineError): HistoryEvent['type'] {
  if (type === undefined) throw error('field "type" is missing; add one of invoke, ok, fail, info', 'type')
  if (typeof type !== 'string' || !types.has(type)) {
    throw error(`field "type" must be one of invoke, ok, fail, info; found ${shown(type)}`, 'type')
  }
  return type as HistoryEvent['type']
}

const isEmpty = (value: unknown): boolean => Array.isArray(value) && value.length === 0

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null
}

function numberOf(field: string, value: unknown, error: LineError): number {
  // nanoseconds since 1970 are too large to be exact; they arrive as text and are shown only
  const number = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value
  if (typeof number !== 'number')
    throw error(`field "${field}" must be a number; found ${shown(value)}`, field)
  return number
}

function keyOf(key: unknown, error: LineError): string {
  if (typeof key === 'string') return key
  if (typeof key === 'number' || typeof key === 'boolean') return String(key)
  throw error(`field "key" must be a string or a number; found ${shown(key)}`, 'key')
}

/** A value as messages show it: JSON, cut after 60 characters. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing'
  const text = canonicalJson(value)
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}
