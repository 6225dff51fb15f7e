import { checkColumns } from './history-columns.ts'
import type { HistoryColumns } from './history-columns.ts'
import { withInstance } from './instance.ts'
import type { SearchExports } from './instance.ts'
import { placeHeader } from './header.ts'
import { placeColumns, stepLimits } from './place-columns.ts'
import { outOfMemory, readAnswer } from './read-answer.ts'
import type { SearchBudget } from './search-budget.ts'
import type { SearchResult } from './search-result.ts'

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
  const addresses = placeColumns(search, [events, classes, pure], budget, hashBits)
  if (addresses === undefined) return readAnswer(search, outOfMemory, events)
  const [eventColumn, classColumn, pureColumn] = addresses as [number, number, number]
  const header = placeHeader(search, {
    ...stepLimits(budget),
    events: eventColumn,
    eventCount: events.length,
    classColumn,
    operations: classes.length,
    pure: pureColumn,
    classes: pure.length,
    requires: 0,
    produces: 0,
    values: 0,
    initialState: columns.initialState,
    width: 0,
    rules: 0,
  })
  return readAnswer(search, header === 0 ? outOfMemory : search.run(header), events)
}
