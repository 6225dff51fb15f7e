import type { Timed } from '../canvas/view.ts'
import { outcomes } from './columns.ts'
import type { OperationColumns } from './columns.ts'
import { lanesOf, NEVER } from './client-lanes.ts'
import type { ClientLanes } from './client-lanes.ts'

/** A history ready to be drawn and searched. Operations and events by number from 0, each in the order of the file. */
export interface BrowsedHistory {
  readonly columns: OperationColumns
  /** Operations. */
  readonly count: number
  /** Calls and completions, as positions on the axis. */
  readonly events: Timed
  /** Whether events have times. */
  readonly isTimed: boolean
  /** Events of each operation's call and of the telling of its outcome, or {@link NEVER}. */
  readonly from: Uint32Array
  readonly to: Uint32Array
  /** The operation of each event. */
  readonly operationAt: Uint32Array
  /** Positions of the call and of the telling in the file's events, from 0, and lines. */
  readonly called: Float64Array
  readonly told: Float64Array
  readonly lines: Uint32Array
  readonly toldLines: Uint32Array
  readonly lanes: ClientLanes
  /** Place in the order that works, from 1; 0: none. */
  readonly places: Uint32Array
  /** Operations by their place in that order. */
  readonly inOrder: Uint32Array
  /** By operation with a place: the event at or after which it takes effect in that order. */
  readonly effects: Uint32Array
  /** Code of the mark by operation, of what has a part in the conflict. */
  readonly marks: ReadonlyMap<number, number>
}

export function browsedHistory(columns: OperationColumns): BrowsedHistory {
  const count = columns.i.length
  const [called, told] = [new Float64Array(count), new Float64Array(count)]
  const [lines, toldLines] = [new Uint32Array(count), new Uint32Array(count)]
  let [position, line] = [0, 0]
  for (let operation = 0; operation < count; operation++) {
    position += columns.i[operation] ?? 0
    line += columns.l[operation] ?? 0
    called[operation] = position
    lines[operation] = line
    const delay = columns.d[operation] ?? 0
    told[operation] = delay === 0 ? Infinity : position + delay
    const below = columns.e[operation] ?? 0
    toldLines[operation] = below === 0 ? 0 : line + below
  }
  const ranked = ranks(called, told)
  const { from, to } = ranked
  const places = placesOf(columns, count)
  const inOrder = Uint32Array.from(places.keys())
    .filter((operation) => places[operation] !== 0)
    .sort((a, b) => (places[a] ?? 0) - (places[b] ?? 0))
  return {
    ...{ columns, count, called, told, lines, toldLines, places, inOrder, ...ranked },
    events: { count: ranked.operationAt.length, times: timesOf(columns.t ?? [], ranked.operationAt.length) },
    isTimed: columns.t !== undefined,
    lanes: lanesOf(columns, from, to),
    effects: effectsOf(inOrder, from, count),
    marks: new Map(columns.marks),
  }
}

/** Calls and completions in one order, numbered without the gaps that other events leave. */
function ranks(
  called: Float64Array,
  told: Float64Array,
): Pick<BrowsedHistory, 'from' | 'to' | 'operationAt'> {
  const ended = told.filter((at) => at !== Infinity).sort()
  const total = called.length + ended.length
  const [from, to] = [new Uint32Array(called.length), new Uint32Array(called.length).fill(NEVER)]
  const operationAt = new Uint32Array(total)
  // calls are in order; so are completions, once sorted
  const byEnd = Uint32Array.from(called.keys())
    .filter((operation) => told[operation] !== Infinity)
    .sort((a, b) => (told[a] ?? 0) - (told[b] ?? 0))
  let [call, end] = [0, 0]
  for (let event = 0; event < total; event++) {
    const isCall = (called[call] ?? Infinity) < (ended[end] ?? Infinity)
    const operation = isCall ? call : (byEnd[end] ?? 0)
    if (isCall) from[call++] = event
    else {
      to[operation] = event
      end++
    }
    operationAt[event] = operation
  }
  return { from, to, operationAt }
}

/** Clocks may go back; an axis does not. */
function timesOf(deltas: readonly number[], count: number): Float64Array {
  const times = new Float64Array(count)
  let [time, latest] = [0, -Infinity]
  for (let event = 0; event < count; event++) {
    time += deltas[event] ?? 0
    latest = Math.max(latest, time)
    times[event] = latest
  }
  return times
}

function placesOf({ n = [] }: OperationColumns, count: number): Uint32Array {
  const places = new Uint32Array(count)
  let last = 0
  for (const [operation, delta] of n.entries()) {
    if (delta === 0) continue
    last += delta
    places[operation] = last
  }
  return places
}

/** Each takes effect as early as the order lets it: when it and all before it were called. */
function effectsOf(inOrder: Uint32Array, from: Uint32Array, count: number): Uint32Array {
  const effects = new Uint32Array(count)
  let latest = 0
  for (const operation of inOrder) {
    latest = Math.max(latest, from[operation] ?? 0)
    effects[operation] = latest
  }
  return effects
}

export const outcomeOf = ({ columns }: BrowsedHistory, operation: number): (typeof outcomes)[number] =>
  outcomes[columns.o[operation] ?? 2] ?? 'info'

export const processOf = ({ columns }: BrowsedHistory, operation: number): string =>
  columns.processes[columns.p[operation] ?? -1] ?? ''

export const keysOf = ({ columns }: BrowsedHistory, operation: number): readonly string[] =>
  columns.keys[columns.k[operation] ?? -1] ?? []

export const argumentOf = ({ columns }: BrowsedHistory, operation: number): string | undefined =>
  columns.texts[columns.a[operation] ?? -1]

/** What it returned, or its error; undefined: nothing, or what it was given. */
export const resultOf = ({ columns }: BrowsedHistory, operation: number): string | undefined =>
  columns.texts[columns.r[operation] ?? -1]

/** `read x -> 3`, `write x 3`, of a transaction what it did. */
export function operationText(history: BrowsedHistory, operation: number): string {
  const { columns } = history
  const f = columns.functions[columns.f[operation] ?? -1] ?? ''
  const argument = argumentOf(history, operation)
  const outcome = outcomeOf(history, operation)
  const result = resultOf(history, operation)
  const keys = keysOf(history, operation)
  const isOk = outcome === 'ok'
  // the micro-operations say their keys themselves
  const isTransaction = keys.length > 1 || (argument?.startsWith('[[') ?? false)
  if (isTransaction) return `${f} ${(isOk ? result : undefined) ?? argument ?? ''}`
  const call = [f, ...keys, ...(argument === undefined ? [] : [argument])].join(' ')
  if (!isOk) return `${call} (${outcome === 'fail' ? 'failed' : 'unknown'})`
  if (result !== undefined) return `${call} -> ${result}`
  return argument === undefined ? `${call} -> null` : call
}
