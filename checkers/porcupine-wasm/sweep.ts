import { checkColumns } from './history-columns.ts'
import type { HistoryColumns } from './history-columns.ts'
import { withInstance } from './instance.ts'
import type { SearchExports } from './instance.ts'
import { placeHeader } from './header.ts'
import { placeColumns, stepLimits } from './place-columns.ts'
import { outOfMemory, readAnswer } from './read-answer.ts'
import type { SweepBudget } from './search-budget.ts'
import type { SearchResult } from './search-result.ts'

/** By reduction, its bit in assembly/sweep-rules.ts. */
const ruleBits = { lookAhead: 1, collapse: 2, symmetry: 4, dominance: 8, retire: 16, hide: 32 } as const

/** What can be switched off; the answer stays the same, the cost does not. Default: all are on. */
export interface SweepSwitches extends Partial<Record<keyof typeof ruleBits, boolean>> {
  /** Bits of each hash in use; fewer make configurations collide. */
  readonly hashBits?: number
}

/**
 * Decides the same question as `searchLinearization`, in the order of the events and with all configurations at
 * once: better where a search would have to back up far, worse where many orders explain the history.
 *
 * With `values` it looks ahead, so it may be blocked at an earlier return than the first with which the history
 * is not linearizable: its prefixes explain what went before, but not together with what comes.
 */
export function sweepLinearization(columns: HistoryColumns, budget: SweepBudget = {}): SearchResult {
  return sweepWithSwitches(columns, budget, {})
}

/** The same with some reductions off. */
export function sweepWithSwitches(
  columns: HistoryColumns,
  budget: SweepBudget,
  switches: SweepSwitches,
): SearchResult {
  checkColumns(columns)
  if (budget.beam !== undefined && !(budget.beam >= 1))
    throw new RangeError(`a beam of ${budget.beam} configurations`)
  const host = { step: columns.step.bind(columns), expired: budget.expired ?? (() => false) }
  return withInstance(host, (search) => runSweep(search, columns, budget, switches))
}

function runSweep(
  search: SearchExports,
  columns: HistoryColumns,
  budget: SweepBudget,
  { hashBits = 0xffffffff, ...switches }: SweepSwitches,
): SearchResult {
  const { events, classes, pure, values } = columns
  const { requires, produces, count } = values ?? {
    requires: new Int32Array(0),
    produces: new Int32Array(0),
    count: 0,
  }
  const addresses = placeColumns(search, [events, classes, pure, requires, produces], budget, hashBits)
  if (addresses === undefined) return readAnswer(search, outOfMemory, events)
  const [eventColumn, classColumn, pureColumn, requiresColumn, producesColumn] = addresses as [
    number,
    number,
    number,
    number,
    number,
  ]
  const header = placeHeader(search, {
    ...stepLimits(budget),
    events: eventColumn,
    eventCount: events.length,
    classColumn,
    operations: classes.length,
    pure: pureColumn,
    classes: pure.length,
    requires: requiresColumn,
    produces: producesColumn,
    values: count,
    initialState: columns.initialState,
    width: Math.min(Math.floor(budget.beam ?? 0), 1 << 20),
    rules: ruleMask(switches),
  })
  return readAnswer(search, header === 0 ? outOfMemory : search.runSweep(header), events)
}

function ruleMask(switches: Omit<SweepSwitches, 'hashBits'>): number {
  let mask = 0
  for (const rule of Object.keys(ruleBits) as (keyof typeof ruleBits)[])
    if (switches[rule] !== false) mask |= ruleBits[rule]
  return mask
}
