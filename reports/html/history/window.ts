import { defined } from '../../../src/base/defined.ts'
import { distance, isWithin } from '../../../src/record/nearby.ts'
import { conflictOf, labelLengths, layoutOf, SCREEN } from '../timeline/layout.ts'
import { rowsOf } from '../timeline/rows.ts'
import type { PlacedOperation, TimelineOperation } from '../timeline/timeline.ts'
import { statesOf } from './explained.ts'
import type { ExplainedFailure } from './explained.ts'

/** The operations that the picture of a failure shows. */
export interface Window {
  /** By invocation. */
  readonly operations: readonly TimelineOperation[]
  /** Operations of the same stretch of the history that there was no room for. */
  readonly hidden: number
  /** Characters of a call in its bar; absent: as many as usual. */
  readonly labelLength?: number
}

export const MAX_OPERATIONS = 40
/** What is only near is drawn while there are fewer than this: it tells least. */
const ENOUGH = 24
export const MAX_LANES = 20
/** Of the end of the longest order, and of what could have come next. */
const LAST_OF_ORDER = 6
const MAX_CANDIDATES = 12

/**
 * The blocking operation and those it contradicts, then what led there, then what is nearest. Where they lie so far apart
 * that no screen shows them together, calls are cut shorter, and of the rest only what leaves room is drawn.
 */
export function windowOf(failure: ExplainedFailure): Window {
  const { nearby } = failure
  const [labelLength, chosen] = pickedToFit(failure)
  const operations = barsOf(failure, chosen)
  const labels = labelLength === labelLengths[0] ? {} : { labelLength }
  if (nearby === undefined) return { operations, hidden: 0, ...labels }
  const drawn = operations.filter(({ operation }) => isWithin(operation, nearby.from, nearby.to)).length
  return { operations, hidden: Math.max(0, nearby.total - drawn), ...labels }
}

/** What is drawn, and how many characters a call has. A conflict that fits no screen is drawn as if it did. */
function pickedToFit(failure: ExplainedFailure): readonly [number, readonly PlacedOperation[]] {
  const all = picked(failure, () => true)
  const isSeen = (list: readonly PlacedOperation[], labelLength: number): boolean => {
    const { x, end } = conflictOf(layoutOf(barsOf(failure, list), labelLength))
    return end - x <= SCREEN
  }
  const [longest] = labelLengths
  if (isSeen(all, longest)) return [longest, all]
  const conflict = all.filter((one) => isOfConflict(failure, one))
  const labelLength = labelLengths.find((length) => isSeen(conflict, length))
  if (labelLength === undefined) return [longest, all]
  return [labelLength, picked(failure, (list) => isSeen(list, labelLength))]
}

const isOfConflict = ({ located, core = [] }: ExplainedFailure, { operation }: PlacedOperation): boolean =>
  [located, ...core].some((one) => one.operation.id === operation.id)

/** The operations in the order of what they tell; `isSeen` says of some whether one screen shows the conflict among them. */
function picked(
  failure: ExplainedFailure,
  isSeen: (list: readonly PlacedOperation[]) => boolean,
): readonly PlacedOperation[] {
  const chosen = new Map<number, PlacedOperation>()
  const choose = (list: readonly PlacedOperation[], most: number): void => {
    for (const one of list) {
      if (chosen.size >= most || chosen.has(one.operation.id)) continue
      const more = [...chosen.values(), one]
      if (rowsOf(more).length > MAX_LANES) continue
      if (isOfConflict(failure, one) || isSeen(more)) chosen.set(one.operation.id, one)
    }
  }
  choose(ranked(failure), MAX_OPERATIONS)
  choose(failure.nearby?.operations ?? [], ENOUGH)
  return [...chosen.values()]
}

/** What bars say of their operations; without a blocking one the order explains all. */
type Explanation = Omit<ExplainedFailure, 'located' | 'next'> & Partial<Pick<ExplainedFailure, 'located'>>

/** All of these operations as bars, by invocation, with what is known of each. */
export function barsOf(failure: Explanation, chosen: readonly PlacedOperation[]): TimelineOperation[] {
  const { located, core = [], longestPrefix, earlier = 0, mustHaveHappened, executedTwice } = failure
  const idsOf = (list: readonly PlacedOperation[] = []): ReadonlySet<number> =>
    new Set(list.map(({ operation }) => operation.id))
  const [inCore, happened, twice] = [idsOf(core), idsOf(mustHaveHappened), idsOf(executedTwice)]
  const places = new Map(longestPrefix.map(({ operation }, index) => [operation.id, index]))
  const states = statesOf(failure)
  return [...chosen]
    .sort((a, b) => a.operation.invoked - b.operation.invoked || a.operation.id - b.operation.id)
    .map((one): TimelineOperation => {
      const { id } = one.operation
      const isBlocking = id === located?.operation.id
      const index = places.get(id)
      const flag = isBlocking
        ? 'cannot be explained'
        : twice.has(id)
          ? 'executed twice?'
          : happened.has(id)
            ? 'must have happened'
            : undefined
      return {
        ...one,
        role: isBlocking ? 'blocking' : inCore.has(id) ? 'core' : 'other',
        ...(index !== undefined && {
          place: earlier + index + 1,
          ...defined({ state: states[index - longestPrefix.length + states.length] }),
        }),
        ...defined({ flag }),
      }
    })
}

/** The most important first; some come more than once. */
function ranked(failure: ExplainedFailure): PlacedOperation[] {
  const { located, core = [], longestPrefix, next, executedTwice = [], mustHaveHappened = [] } = failure
  const byNearness = (list: readonly PlacedOperation[]): PlacedOperation[] =>
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
function unknownInOrder({ longestPrefix, core = [] }: ExplainedFailure): PlacedOperation[] {
  const inCore = new Set(core.map(({ operation }) => operation.id))
  const first = longestPrefix.findIndex(({ operation }) => inCore.has(operation.id))
  const stretch = longestPrefix.slice(first === -1 ? -2 * LAST_OF_ORDER : first)
  return stretch.filter(({ operation }) => !Number.isFinite(operation.returned)).slice(-MAX_CANDIDATES)
}
