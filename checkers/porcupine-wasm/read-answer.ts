import type { SearchExports } from './instance.ts'
import type { SpentBudget } from './search-budget.ts'
import type { SearchCounters, SearchResult, BlockingOperation } from './search-result.ts'

// by the numbers of assembly/outcomes.ts
const codes = ['ok', 'illegal', 'steps', 'memory', 'deadline', 'beam'] as const

/** The code of a run that could not even begin. */
export const outOfMemory = codes.indexOf('memory')

/** What the run that ended with the code has to say; `events` are those of its history. */
export function readAnswer(search: SearchExports, code: number, events: Int32Array): SearchResult {
  const outcome = codes[code] ?? 'memory'
  const counters: SearchCounters = {
    steps: search.stepsTaken(),
    configurations: search.configurations(),
    bytes: search.bytes(),
  }
  if (outcome === 'ok') {
    return { verdict: 'ok', order: column(search, search.orderAddress(), search.orderLength()), counters }
  }
  const blocking = blockingOf(search, events)
  if (outcome === 'illegal') return { verdict: 'illegal', blocking: blocking as BlockingOperation, counters }
  const spent: SpentBudget = outcome
  return blocking === undefined
    ? { verdict: 'unknown', spent, counters }
    : { verdict: 'unknown', spent, blocking, counters }
}

function blockingOf(search: SearchExports, events: Int32Array): BlockingOperation | undefined {
  const event = search.blockingEvent()
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
