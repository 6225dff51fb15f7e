import { defined } from '../../../src/base/defined.ts'
import { rowsOf } from '../timeline/rows.ts'
import type { TimelineOperation } from '../timeline/timeline.ts'
import type { LocatedOperation } from '../../../src/record/located-operation.ts'
import { distance, isWithin } from '../../../src/record/nearby.ts'
import type { CheckedFailure } from './check-page.ts'

/** What of a failure the picture is chosen from. */
type Pictured = Omit<CheckedFailure, 'explanation' | 'proof'>

/** The operations that the picture of a failure shows. */
export interface Window {
  /** By invocation. */
  readonly operations: readonly TimelineOperation[]
  /** Operations of the same stretch of the history that there was no room for. */
  readonly hidden: number
}

export const MAX_OPERATIONS = 40
/** What is only near is drawn while there are fewer than this: it tells least. */
const ENOUGH = 24
export const MAX_LANES = 20
/** Of the end of the longest order, and of what could have come next. */
const LAST_OF_ORDER = 6
const MAX_CANDIDATES = 12

/** The blocking operation and those it contradicts, then what led there, then what is nearest. */
export function windowOf(failure: Pictured): Window {
  const { located, core = [], nearby } = failure
  const chosen = new Map<number, LocatedOperation>()
  const choose = (list: readonly LocatedOperation[], most: number): void => {
    for (const one of list) {
      if (chosen.size >= most || chosen.has(one.operation.id)) continue
      if (rowsOf([...chosen.values(), one]).length <= MAX_LANES) chosen.set(one.operation.id, one)
    }
  }
  choose(ranked(failure), MAX_OPERATIONS)
  choose(nearby?.operations ?? [], ENOUGH)
  const places = placesOf(chosen, failure.longestPrefix)
  const inCore = new Set(core.map(({ operation }) => operation.id))
  const happened = new Set(failure.mustHaveHappened?.map(({ operation }) => operation.id))
  const twice = new Set(failure.executedTwice?.map(({ operation }) => operation.id))
  const operations = [...chosen.values()]
    .sort((a, b) => a.operation.invoked - b.operation.invoked || a.operation.id - b.operation.id)
    .map(({ operation, text, line }): TimelineOperation => {
      const { id } = operation
      const isBlocking = id === located.operation.id
      const place = places.get(id)
      const flag = isBlocking
        ? 'cannot be explained'
        : twice.has(id)
          ? 'executed twice?'
          : happened.has(id)
            ? 'must have happened'
            : undefined
      return {
        operation,
        text,
        line,
        role: isBlocking ? 'blocking' : inCore.has(id) ? 'core' : 'other',
        ...defined({ place, flag }),
      }
    })
  if (nearby === undefined) return { operations, hidden: 0 }
  const drawn = operations.filter(({ operation }) => isWithin(operation, nearby.from, nearby.to)).length
  return { operations, hidden: Math.max(0, nearby.total - drawn) }
}

/** The most important first; some come more than once. */
function ranked(failure: Pictured): LocatedOperation[] {
  const { located, core = [], longestPrefix, next, executedTwice = [], mustHaveHappened = [] } = failure
  const byNearness = (list: readonly LocatedOperation[]): LocatedOperation[] =>
    [...list].sort(
      (a, b) => distance(a.operation, located.operation) - distance(b.operation, located.operation),
    )
  return [
    located,
    ...byNearness(core),
    ...longestPrefix.slice(-1),
    ...byNearness(executedTwice).slice(0, LAST_OF_ORDER),
    ...byNearness(mustHaveHappened).slice(0, LAST_OF_ORDER),
    ...byNearness(next).slice(0, MAX_CANDIDATES),
    ...longestPrefix.slice(-LAST_OF_ORDER).reverse(),
    ...unknownInOrder(failure).reverse(),
  ]
}

/** Unknown outcomes that the order lets happen after the first operation of the conflict, or near its end. */
function unknownInOrder({ longestPrefix, core = [] }: Pictured): LocatedOperation[] {
  const inCore = new Set(core.map(({ operation }) => operation.id))
  const first = longestPrefix.findIndex(({ operation }) => inCore.has(operation.id))
  const stretch = longestPrefix.slice(first === -1 ? -2 * LAST_OF_ORDER : first)
  return stretch.filter(({ operation }) => !Number.isFinite(operation.returned)).slice(-MAX_CANDIDATES)
}

function placesOf(
  chosen: ReadonlyMap<number, unknown>,
  order: readonly LocatedOperation[],
): Map<number, number> {
  const places = new Map<number, number>()
  for (const [index, { operation }] of order.entries())
    if (chosen.has(operation.id)) places.set(operation.id, index + 1)
  return places
}
