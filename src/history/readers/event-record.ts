import { InputError } from '../../base/input-error.ts'
import { canonicalJson } from '../../base/json.ts'
import type { HistoryEvent } from '../history-event.ts'
import { requestIdOf } from '../request-id.ts'
import { OwnNames } from './own-text.ts'
import { looksLikeTransaction } from './transaction-value.ts'

const types = new Set(['invoke', 'ok', 'fail', 'info'])

type Fields = Readonly<Record<string, unknown>>
type Writable<T> = { -readonly [Field in keyof T]: T[Field] }

/**
 * Turns the maps of one file into events, and checks each field on the way. Fields it does not know are
 * left out. Every error is an {@link InputError} with file, line, field and what to do.
 */
export class EventRecords {
  readonly #name: string
  readonly #names = new OwnNames()
  /** Whether the file does without `process` and `f`, as Elle's examples do; open until the first event. */
  #sequential: boolean | undefined

  constructor(name: string) {
    this.#name = name
  }

  /** The event of a map; `undefined` for one of the nemesis or another process that is no client. */
  read(record: unknown, line: number): HistoryEvent | undefined {
    const error = (message: string): InputError => new InputError(message, `${this.#name}:${line}`)
    if (record === null || typeof record !== 'object' || Array.isArray(record)) {
      throw error(`an event must be a map with process, type, f and value; found ${shown(record)}`)
    }
    const fields = record as Fields
    const process = this.#process(fields, error)
    if (process === undefined) return undefined
    const { type, key, time, index, error: reason } = fields
    const request = requestIdOf(fields['request'])
    if (type === undefined) throw error('field "type" is missing; add one of invoke, ok, fail, info')
    if (typeof type !== 'string' || !types.has(type)) {
      throw error(`field "type" must be one of invoke, ok, fail, info; found ${shown(type)}`)
    }
    const event: Writable<HistoryEvent> = {
      process,
      type: type as HistoryEvent['type'],
      f: this.#names.of(this.#f(fields, error)),
      value: fields['value'],
    }
    // one by one, as spreading each would cost most of the time of a large file
    if (isGiven(index)) event.index = numberOf('index', index, error)
    if (isGiven(time)) event.time = numberOf('time', time, error)
    if (isGiven(key)) event.key = this.#names.of(keyOf(key, error))
    if (isGiven(reason))
      event.error = this.#names.of(typeof reason === 'string' ? reason : canonicalJson(reason))
    if ('observed' in fields) event.observed = fields['observed']
    if (request !== undefined) event.request = request
    return event
  }

  #process(fields: Fields, error: (message: string) => InputError): number | undefined {
    const { process } = fields
    if (process === undefined) {
      const sequential = fields['f'] === undefined && looksLikeTransaction(fields['value'])
      if (!sequential || this.#sequential === false) {
        throw error('field "process" is missing; add the number of the client that ran the operation')
      }
      this.#sequential = true
      return 0
    }
    if (typeof process === 'string' && !/^\d+$/.test(process)) return undefined
    if (typeof process !== 'number' || !Number.isSafeInteger(process)) {
      throw error(`field "process" must be a whole number; found ${shown(process)}`)
    }
    if (this.#sequential === true) {
      throw error('field "process" stands here but not in the events before; give it to all or to none')
    }
    this.#sequential = false
    return process
  }

  #f({ f }: Fields, error: (message: string) => InputError): string {
    if (this.#sequential === true) return 'txn'
    if (f === undefined)
      throw error('field "f" is missing; add the name of the operation, such as read or write')
    if (typeof f !== 'string' || f === '')
      throw error(`field "f" must be the name of an operation; found ${shown(f)}`)
    return f
  }
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null
}

function numberOf(field: string, value: unknown, error: (message: string) => InputError): number {
  // nanoseconds since 1970 are too large to be exact; they arrive as text and are shown only
  const number = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value
  if (typeof number !== 'number') throw error(`field "${field}" must be a number; found ${shown(value)}`)
  return number
}

function keyOf(key: unknown, error: (message: string) => InputError): string {
  if (typeof key === 'string') return key
  if (typeof key === 'number' || typeof key === 'boolean') return String(key)
  throw error(`field "key" must be a string or a number; found ${shown(key)}`)
}

/** A value as messages show it: JSON, cut after 60 characters. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing'
  const text = canonicalJson(value)
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}
