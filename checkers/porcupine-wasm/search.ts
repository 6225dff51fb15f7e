import { checkColumns } from './history-columns.ts'
import type { HistoryColumns } from './history-columns.ts'
import { withInstance } from './instance.ts'
import type { SearchExports } from './instance.ts'
import { defaultMaxBytes, defaultPollEvery, mostBytes } from './search-budget.ts'
import type { SearchBudget, SpentBudget } from './search-budget.ts'
import type { SearchCounters, SearchResult, Stuck } from './search-result.ts'

const codes = ['ok', 'illegal', 'steps', 'memory', 'deadline'] as const

/**
 * Decides whether the history is linearizable: whether its completed operations, and some of those of unknown
 * outcome, can be put in an order that respects real time and that the sequential model allows.
 */
export function searchLinearization(columns: HistoryColumns, budget: SearchBudget = {}): SearchResult {
  return searchWithHash(columns, budget, 0xffffffff)
}

/** The same using only some bits of each hash, so that tests can make configurations collide. */
export function searchWithHash(
  columns: HistoryColumns,
  budget: SearchBudget,
  hashBits: number,
): SearchResult {
  checkColumns(columns)
  const host = { step: columns.step.bind(columns), expired: budget.expired ?? (() => false) }
  return withInstance(host, (search) => runSearch(search, columns, budget, hashBits))
}

function runSearch(
  search: SearchExports,
  columns: HistoryColumns,
  budget: SearchBudget,
  hashBits: number,
): SearchResult {
  const { events, classes, pure } = columns
  search.begin(Math.min(budget.maxBytes ?? defaultMaxBytes, mostBytes), hashBits)
  const eventColumn = search.reserve(events.byteLength)
  const classColumn = search.reserve(classes.byteLength)
  const pureColumn = search.reserve(pure.byteLength)
  if (eventColumn === 0 || classColumn === 0 || pureColumn === 0) {
    return {
      verdict: 'unknown',
      spent: 'memory',
      counters: { steps: 0, configurations: 0, bytes: search.bytes() },
    }
  }
  new Int32Array(search.memory.buffer, eventColumn, events.length).set(events)
  new Int32Array(search.memory.buffer, classColumn, classes.length).set(classes)
  new Uint8Array(search.memory.buffer, pureColumn, pure.length).set(pure)
  const code = search.run(
    eventColumn,
    events.length,
    classColumn,
    classes.length,
    pureColumn,
    pure.length,
    columns.initialState,
    // beyond 2^53 whole numbers are no longer exact, and no search gets there
    Math.min(budget.maxSteps ?? Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
    budget.expired === undefined ? Number.MAX_SAFE_INTEGER : (budget.pollEvery ?? defaultPollEvery),
  )
  return answer(search, codes[code] ?? 'memory', events)
}

function answer(search: SearchExports, code: (typeof codes)[number], events: Int32Array): SearchResult {
  const counters: SearchCounters = {
    steps: search.stepsTaken(),
    configurations: search.configurations(),
    bytes: search.bytes(),
  }
  if (code === 'ok') {
    return { verdict: 'ok', order: column(search, search.orderAddress(), search.orderLength()), counters }
  }
  const stuck = stuckOf(search, events)
  if (code === 'illegal') return { verdict: 'illegal', stuck: stuck as Stuck, counters }
  const spent: SpentBudget = code
  return stuck === undefined
    ? { verdict: 'unknown', spent, counters }
    : { verdict: 'unknown', spent, stuck, counters }
}

function stuckOf(search: SearchExports, events: Int32Array): Stuck | undefined {
  const event = search.stuckEvent()
  if (event < 0) return undefined
  const prefixes: Int32Array[] = []
  for (let index = 0; index < search.prefixes(); index++) {
    prefixes.push(column(search, search.prefixAddress(index), search.lengthOfPrefix(index)))
  }
  return { operation: ~(events[event] as number), prefixes }
}

/** A copy, because the memory belongs to the next search. */
function column(search: SearchExports, address: number, length: number): Int32Array {
  return new Int32Array(search.memory.buffer, address >>> 0, length).slice()
}
