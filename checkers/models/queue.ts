import { canonicalJson } from '../../src/base/json.ts'
import type { Operation } from '../../src/history/operation.ts'
import { describeCall, shortened } from './describe.ts'
import { dequeued, emptyFifo, enqueued, headOf, valuesOf } from './fifo.ts'
import type { Fifo } from './fifo.ts'
import type { Model } from './model.ts'
import { focusOnDequeues } from './queue-focus.ts'

/** A queue per key, first in, first out: `enqueue` value, `dequeue` gives a value, or null when it is empty. */
export const queue: Model<Fifo> = {
  name: 'queue',
  functions: ['enqueue', 'dequeue'],
  isRead: ({ f, outcome }) => f === 'dequeue' && outcome.type === 'ok' && (outcome.value ?? null) === null,
  init: () => emptyFifo,
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
  focus: (operations) => focusOnDequeues(operations, valueTaken),
  describeOperation: (operation) =>
    operation.f === 'enqueue'
      ? describeCall(operation, [operation.value], false)
      : describeCall(operation, [], true),
  describeState: (state) => shortened(`[${valuesOf(state).join(', ')}]`),
}

/** What an ok dequeue took, undefined for an empty queue and for anything else. */
export function valueTaken({ f, outcome }: Operation): string | undefined {
  if (f !== 'dequeue' || outcome.type !== 'ok') return undefined
  return outcome.value === null || outcome.value === undefined ? undefined : canonicalJson(outcome.value)
}
