import { pushAll } from '../../../src/base/push-all.ts'
import { elementAt } from '../../../src/base/element-at.ts'
import { firstIndex } from '../../../src/base/search.ts'
import type { Operation } from '../../../src/record/operation.ts'
import { isRequired } from '../search/prepare.ts'
import type { Placement } from '../search/placed.ts'
import { fedToEaters } from './pending-dequeues.ts'
import { findEmptyPoints } from './empty-points.ts'
import type { EmptyPoint } from './empty-points.ts'
import { readQueueHistory } from './queue-history.ts'
import type { QueuedValue } from './queue-history.ts'
import { orderOfValues } from './queue-order.ts'
import { findOvertaking, operationsOf, residenceOf } from './residence-intervals.ts'
import type { ResidenceInterval } from './residence-intervals.ts'
import { inOrder } from '../search/timed.ts'
import type { Timed } from '../search/timed.ts'
import { lastReturn } from '../explanation/point-of-violation.ts'

/**
 * An order of the operations on a queue into which every value is put once, or a few of them that allow none.
 * There is an order unless a value came from nowhere or twice, one overtook another, or the queue was found empty
 * though it never was (Henzinger, Sezgin and Vafeiadis, Aspect-Oriented Linearizability Proofs, CONCUR 2013).
 * Undefined when it cannot be told.
 */
export function placeQueue(operations: readonly Operation[]): Placement | undefined {
  const history = readQueueHistory(operations)
  if (history === undefined || 'conflict' in history) return history
  const placed = placeValues(history.values, history.foundEmpty)
  if (placed === undefined || 'order' in placed || history.pendingDequeues.length === 0) return placed
  const fed = placeValues(fedToEaters(history), history.foundEmpty)
  if (fed !== undefined && 'order' in fed) return fed
  // nobody knows what was eaten, except that it was none of the values with a completed dequeue of their own
  const untouched = history.values.filter(({ dequeue }) => dequeue !== undefined && isRequired(dequeue))
  const rest = placeValues(untouched, history.foundEmpty)
  if (rest === undefined || 'order' in rest) return undefined
  // where less is known of the values in conflict, one of them may have been eaten
  const end = lastReturn(rest.conflict)
  return { conflict: [...rest.conflict, ...history.pendingDequeues.filter(({ invoked }) => invoked <= end)] }
}

function placeValues(
  values: readonly QueuedValue[],
  foundEmpty: readonly Operation[],
): Placement | undefined {
  const residences = values.map(residenceOf)
  const overtaking = findOvertaking(residences)
  if (overtaking !== undefined) return { conflict: operationsOf(overtaking) }
  const emptyPoints = findEmptyPoints(residences, foundEmpty)
  if ('operation' in emptyPoints)
    return { conflict: [...operationsOf(emptyPoints.residences), emptyPoints.operation] }
  const timed: Timed[] = []
  let start = -Infinity
  for (const { residences: between, emptyPoint } of splitAtGaps(residences, emptyPoints)) {
    const order = orderOfValues(between)
    if (order === undefined) return undefined
    pushAll(timed, timesOf(order, start))
    if (emptyPoint === undefined) break
    timed.push(emptyPoint)
    start = emptyPoint.at
  }
  return { order: inOrder(timed) }
}

/** What went in and out before the first gap, between it and the second, and so on. */
function splitAtGaps(
  residences: readonly ResidenceInterval[],
  emptyPoints: readonly EmptyPoint[],
): { readonly residences: readonly ResidenceInterval[]; readonly emptyPoint: EmptyPoint | undefined }[] {
  const parts = [...emptyPoints, undefined].map((emptyPoint) => ({
    residences: [] as ResidenceInterval[],
    emptyPoint,
  }))
  for (const residence of residences) {
    // before a gap if it can have been: it was not in the queue for certain then
    const earliest = Math.max(residence.to, residence.enqueue.invoked)
    parts[countBefore(emptyPoints, earliest)]?.residences.push(residence)
  }
  return parts
}

function countBefore(emptyPoints: readonly EmptyPoint[], position: number): number {
  return firstIndex(emptyPoints.length, (index) => elementAt(emptyPoints, index).at >= position)
}

/** Everything as early as the order allows. */
function timesOf(order: readonly ResidenceInterval[], start: number): Timed[] {
  const timed: Timed[] = []
  let put = start
  let out = start
  for (const { enqueue, dequeue } of order) {
    put = Math.max(put, enqueue.invoked)
    timed.push({ operation: enqueue, at: put })
    out = dequeue === undefined ? Infinity : Math.max(out, put, dequeue.invoked)
    // behind a value that stays nothing gets out; no dequeue there need have happened
    if (dequeue !== undefined && out < Infinity) timed.push({ operation: dequeue, at: out })
  }
  return timed
}
