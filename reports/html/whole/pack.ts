import { gzipSync } from 'node:zlib'
import type { Operation } from '../../../src/record/operation.ts'
import { visibleText } from '../../visible-text.ts'
import { Interned } from '../interned.ts'
import { carriedOperations } from './carried.ts'
import type { CarriedOperation, CheckedOperations } from './carried.ts'
import { outcomes } from './columns.ts'
import type { OperationColumns, PackedHistory } from './columns.ts'
import { shortJson } from './short-json.ts'

/** An operation of a failure. */
interface Located {
  readonly operation: Operation
}

/** What of a failure is marked in the history; of transactions only the operations in the cycle. */
export interface MarkedFailure {
  readonly located: Located
  readonly core?: readonly Located[]
  readonly executedTwice?: readonly Located[]
  readonly mustHaveHappened?: readonly Located[]
  readonly next: readonly (Located & { readonly why: string })[]
  readonly longestPrefix: readonly Located[]
  /** Of that order, then of others: the object after each of its last operations. */
  readonly states?: readonly (readonly string[])[]
}

const MAX_OPERATIONS = 100_000
/** Characters of base64. */
const MAX_PACKED = 3_000_000
/** Characters of an argument, a result, an error. */
const MAX_TEXT = 240
const MAX_NAME = 80
/** Objects of one transaction. */
const MAX_KEYS = 12

/**
 * A history as a page carries it to be browsed. Over a hundred thousand operations or three megabytes only the part about
 * the conflict is carried, of one that holds the first part.
 */
export function packedHistory(history: CheckedOperations, failure?: MarkedFailure): PackedHistory {
  const total = history.operations.length + history.failed.length
  const conflict = failure === undefined ? [] : marked(failure).map(([operation]) => operation)
  let most = MAX_OPERATIONS
  for (;;) {
    const carried = carriedOperations(history, most, conflict)
    const columns = columnsOf(carried, failure)
    const text = gzipSync(JSON.stringify(columns), { level: 9 }).toString('base64')
    if (text.length > MAX_PACKED && most > 1) {
      // about as many as fit, a little fewer: to pack them costs time
      most = Math.floor((0.9 * Math.min(most, carried.length) * MAX_PACKED) / text.length)
      continue
    }
    return {
      ...{ total, carried: carried.length, processes: columns.processes.length },
      ...(carried.length < total && {
        window: failure === undefined ? ('its beginning' as const) : ('around the conflict' as const),
      }),
      text,
    }
  }
}

/** What has a part in the conflict, each once, with the code of the mark that says most: the lists are in their order. */
function marked(failure: MarkedFailure): [operation: Operation, mark: number][] {
  const { located, core = [], executedTwice = [], mustHaveHappened = [], next } = failure
  const marks = new Map<number, [Operation, number]>()
  for (const [mark, list] of [[located], core, executedTwice, mustHaveHappened, next].entries())
    for (const { operation } of list) if (!marks.has(operation.id)) marks.set(operation.id, [operation, mark])
  return [...marks.values()]
}

function columnsOf(
  carried: readonly CarriedOperation[],
  failure: MarkedFailure | undefined,
): OperationColumns {
  const processes = new Interned<string>(String)
  const functions = new Interned<string>(String)
  const keys = new Interned<readonly string[]>(JSON.stringify)
  const texts = new Interned<string>(String)
  const columns = {
    ...{ p: [] as number[], f: [] as number[], k: [] as number[], a: [] as number[], r: [] as number[] },
    ...{ o: [] as number[], i: [] as number[], d: [] as number[], l: [] as number[], e: [] as number[] },
  }
  let [position, line] = [0, 0]
  for (const { operation, called, told, ended } of carried) {
    const { process, f, outcome, invoked } = operation
    columns.p.push(processes.indexOf(visibleText(String(process), MAX_NAME)))
    columns.f.push(functions.indexOf(visibleText(f, MAX_NAME)))
    const objects = objectsOf(operation)
    columns.k.push(objects.length === 0 ? -1 : keys.indexOf(objects))
    const argument = argumentText(operation)
    columns.a.push(argument === undefined ? -1 : texts.indexOf(argument))
    const result = resultText(operation)
    // a read of nothing has no result, and no argument either
    columns.r.push(result === argument || result === undefined ? -1 : texts.indexOf(result))
    columns.o.push(outcomes.indexOf(outcome.type))
    columns.i.push(invoked - position)
    columns.d.push(Number.isFinite(ended) ? ended - invoked : 0)
    columns.l.push(called - line)
    columns.e.push(told === 0 ? 0 : told - called)
    ;[position, line] = [invoked, called]
  }
  const rows = new Map(carried.map(({ operation }, row) => [operation.id, row]))
  const explained = failure === undefined ? { marks: [], whys: [] } : explanation(failure, rows, texts)
  return {
    ...{ processes: processes.list, functions: functions.list, keys: keys.list },
    ...columns,
    ...timesOf(carried),
    ...explained,
    // last: all the above adds to it
    texts: texts.list,
  }
}

/** Nothing for what reads: its null says nothing. */
function argumentText({ value }: Operation): string | undefined {
  return value === null || value === undefined ? undefined : shortJson(value, MAX_TEXT)
}

function resultText({ outcome }: Operation): string | undefined {
  if (outcome.type === 'ok')
    return outcome.value === null || outcome.value === undefined
      ? undefined
      : shortJson(outcome.value, MAX_TEXT)
  const observed = outcome.type === 'fail' && outcome.observed !== undefined
  const error = visibleText(outcome.error, MAX_TEXT)
  return observed ? `${error}, observed ${shortJson(outcome.observed, MAX_TEXT)}` : error
}

/** Its key, or the keys of its micro-operations. */
function objectsOf({ key, value, outcome }: Operation): string[] {
  if (key !== undefined) return [visibleText(key, MAX_NAME)]
  const micros: unknown = outcome.type === 'ok' ? outcome.value : value
  if (!Array.isArray(micros)) return []
  const found = new Set<string>()
  for (const micro of micros as readonly unknown[]) {
    if (!Array.isArray(micro) || micro.length !== 3 || typeof micro[0] !== 'string') return []
    if (found.size < MAX_KEYS)
      found.add(
        typeof micro[1] === 'string' ? visibleText(micro[1], MAX_NAME) : shortJson(micro[1], MAX_NAME),
      )
  }
  return [...found].sort()
}

/** Times of events beyond this are no times since a run began: then they count from the first. */
const LONG = 1e16

function timesOf(carried: readonly CarriedOperation[]): Pick<OperationColumns, 't'> {
  const events: [position: number, time: number | undefined][] = []
  for (const { operation, ended } of carried) {
    events.push([operation.invoked, operation.invokedAt])
    if (Number.isFinite(ended)) events.push([ended, operation.returnedAt])
  }
  if (events.some(([, time]) => time === undefined)) return {}
  events.sort(([a], [b]) => a - b)
  const first = events[0]?.[1] ?? 0
  const origin = Math.abs(first) > LONG ? first : 0
  let previous = 0
  const t = events.map(([, time = 0]) => {
    const micros = Math.round((time - origin) / 1000)
    const delta = micros - previous
    previous = micros
    return delta
  })
  return { t }
}

function explanation(
  failure: MarkedFailure,
  rows: ReadonlyMap<number, number>,
  texts: Interned<string>,
): Pick<OperationColumns, 'n' | 'ordered' | 'states' | 'marks' | 'whys'> {
  const { longestPrefix, states: [states = []] = [], next } = failure
  const rowOf = ({ operation }: Located): number | undefined => rows.get(operation.id)
  const withText = (one: Located, text: string): [number, number][] => {
    const row = rowOf(one)
    return row === undefined ? [] : [[row, texts.indexOf(visibleText(text, MAX_TEXT))]]
  }
  const known = longestPrefix.slice(longestPrefix.length - Math.min(states.length, longestPrefix.length))
  return {
    ...(longestPrefix.length > 0 && {
      n: placeDeltas(longestPrefix, rows),
      ordered: longestPrefix.length,
      states: known.flatMap((one, index) => withText(one, states.at(index - known.length) ?? '')),
    }),
    marks: marked(failure).flatMap(([operation, mark]): [number, number][] => {
      const row = rowOf({ operation })
      return row === undefined ? [] : [[row, mark]]
    }),
    whys: next.flatMap((one) => withText(one, one.why)),
  }
}

function placeDeltas(order: readonly Located[], rows: ReadonlyMap<number, number>): number[] {
  const places = new Uint32Array(rows.size)
  for (const [index, { operation }] of order.entries()) {
    const row = rows.get(operation.id)
    if (row !== undefined) places[row] = index + 1
  }
  let last = 0
  return Array.from(places, (place) => {
    if (place === 0) return 0
    const delta = place - last
    last = place
    return delta
  })
}
