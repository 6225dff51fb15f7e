import type { Operation } from '../../../src/record/operation.ts'
import { isRequired } from '../search/prepare.ts'
import type { Placement } from '../search/placed.ts'
import { fedToEaters } from './queue-eaters.ts'
import { findGaps } from './queue-gaps.ts'
import type { Gap } from './queue-gaps.ts'
import { readQueueHistory } from './queue-history.ts'
import type { QueuedValue } from './queue-history.ts'
import { orderOfValues } from './queue-order.ts'
import { findOvertaking, operationsOf, stayOf } from './queue-stays.ts'
import type { Stay } from './queue-stays.ts'
import { inOrder } from '../search/timed.ts'
import type { Timed } from '../search/timed.ts'
import { lastReturn } from '../explanation/turn.ts'

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
  if (placed === undefined || 'order' in placed || history.eaters.length === 0) return placed
  const fed = placeValues(fedToEaters(history), history.foundEmpty)
  if (fed !== undefined && 'order' in fed) return fed
  // nobody knows what was eaten, except that it was none of the values with a completed dequeue of their own
  const untouched = history.values.filter(({ dequeue }) => dequeue !== undefined && isRequired(dequeue))
  const rest = placeValues(untouched, history.foundEmpty)
  if (rest === undefined || 'order' in rest) return undefined
  // where less is known of the values in conflict, one of them may have been eaten
  const end = lastReturn(rest.conflict)
  return { conflict: [...rest.conflict, ...history.eaters.filter(({ invoked }) => invoked <= end)] }
}

function placeValues(
  values: readonly QueuedValue[],
  foundEmpty: readonly Operation[],
): Placement | undefined {
  const stays = values.map(stayOf)
  const overtaking = findOvertaking(stays)
  if (overtaking !== undefined) return { conflict: operationsOf(overtaking) }
  const gaps = findGaps(stays, foundEmpty)
  if ('operation' in gaps) return { conflict: [...operationsOf(gaps.stays), gaps.operation] }
  const timed: Timed[] = []
  let start = -Infinity
  for (const { stays: between, gap } of splitAtGaps(stays, gaps)) {
    const order = orderOfValues(between)
    if (order === undefined) return undefined
    timed.push(...timesOf(order, start))
    if (gap === undefined) break
    timed.push(gap)
    start = gap.at
  }
  return { order: inOrder(timed) }
}

/** What went in and out before the first gap, between it and the second, and so on. */
function splitAtGaps(
  stays: readonly Stay[],
  gaps: readonly Gap[],
): { readonly stays: readonly Stay[]; readonly gap: Gap | undefined }[] {
  const parts = [...gaps, undefined].map((gap) => ({ stays: [] as Stay[], gap }))
  for (const stay of stays) {
    // before a gap if it can have been: it was not in the queue for certain then
    const earliest = Math.max(stay.to, stay.enqueue.invoked)
    parts[countBefore(gaps, earliest)]?.stays.push(stay)
  }
  return parts
}

function countBefore(gaps: readonly Gap[], position: number): number {
  let low = 0
  let high = gaps.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((gaps[middle] as Gap).at < position) low = middle + 1
    else high = middle
  }
  return low
}

/** Everything as early as the order allows. */
function timesOf(order: readonly Stay[], start: number): Timed[] {
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
