import { canonicalJson } from '../../../src/base/json.ts'
import type { Operation } from '../../../src/record/operation.ts'
import { partitionByKey } from '../by-key.ts'
import { shortened } from '../describe.ts'
import { withDrains } from './drain.ts'
import { dequeued, emptyFifo, enqueued, headOf, valuesOf } from './fifo.ts'
import type { Fifo } from './fifo.ts'
import type { Model } from '../model.ts'
import { focusOnDequeues } from './queue-focus.ts'
import { describeQueueOperation, foundEmpty, valuesAtFirst, queueTraffic } from './queue-values.ts'
import { isAmong, startOf } from '../start.ts'

/**
 * A queue per key, first in, first out: `enqueue` value, `dequeue` gives a value, or null when it is empty, `drain`
 * dequeues until it is empty and gives the list.
 */
export const queue: Model<Fifo> = queueFrom([])

/** The queue with some values at first, the head first. */
export function queueFrom(initial: readonly unknown[]): Model<Fifo> {
  const model: Model<Fifo> = {
    name: 'queue',
    decide: 'queue',
    functions: ['enqueue', 'dequeue', 'drain'],
    isRead: foundEmpty,
    init: () => initial.map(canonicalJson).reduce(enqueued, emptyFifo),
    step(state, operation) {
      if (operation.f === 'enqueue') return enqueued(state, canonicalJson(operation.value))
      const head = headOf(state)
      if (operation.outcome.type !== 'ok') return dequeued(state)
      const taken = valueTaken(operation)
      if (taken !== head) return undefined
      return head === undefined ? state : dequeued(state)
    },
    key: (state) => valuesOf(state).join('\n'),
    // a value that nobody got stands in the way of later ones at most
    unseen(operations) {
      const taken = new Set(operations.map(valueTaken))
      return ({ f, value }) => f === 'enqueue' && !taken.has(canonicalJson(value))
    },
    ...startOf(initial, 'enqueue', () => queue),
    values: { ...queueTraffic, isAtFirst: isAmong(initial) },
    initials: valuesAtFirst,
    focus: (operations) => focusOnDequeues(operations, valueTaken),
    describeOperation: describeQueueOperation,
    describeState: (state) => shortened(`[${valuesOf(state).join(', ')}]`),
  }
  return {
    ...model,
    partition: (operations) =>
      partitionByKey(operations).map((part) => withDrains(model, part, initial.length)),
  }
}

/** What an ok dequeue took, undefined for an empty queue and for anything else. */
function valueTaken({ f, outcome }: Operation): string | undefined {
  if (f !== 'dequeue' || outcome.type !== 'ok') return undefined
  return outcome.value === null || outcome.value === undefined ? undefined : canonicalJson(outcome.value)
}
