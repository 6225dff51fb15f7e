import { canonicalJson } from '../../src/base/json.ts'
import type { Operation } from '../../src/history/operation.ts'
import { describeCall } from './describe.ts'
import type { Model } from './model.ts'
import { focusOnDequeues } from './queue-focus.ts'

/** A queue per key, first in, first out: `enqueue` value, `dequeue` gives a value, or null when it is empty. */
export const queue: Model<readonly string[]> = {
  name: 'queue',
  functions: ['enqueue', 'dequeue'],
  isRead: ({ f, outcome }) => f === 'dequeue' && outcome.type === 'ok' && (outcome.value ?? null) === null,
  init: () => [],
  step(state, operation) {
    if (operation.f === 'enqueue') return [...state, canonicalJson(operation.value)]
    if (operation.outcome.type !== 'ok') return state.slice(1)
    const taken = dequeued(operation)
    if (taken === undefined) return state.length === 0 ? state : undefined
    return state[0] === taken ? state.slice(1) : undefined
  },
  key: (state) => state.join('\n'),
  // a value that nobody got stands in the way of later ones at most
  unseen(operations) {
    const taken = new Set(operations.map(dequeued))
    return ({ f, value }) => f === 'enqueue' && !taken.has(canonicalJson(value))
  },
  focus: (operations) => focusOnDequeues(operations, dequeued),
  describeOperation: (operation) =>
    operation.f === 'enqueue'
      ? describeCall(operation, [operation.value], false)
      : describeCall(operation, [], true),
  describeState: (state) => `[${state.join(', ')}]`,
}

/** What an ok dequeue took, undefined for an empty queue and for anything else. */
function dequeued({ f, outcome }: Operation): string | undefined {
  if (f !== 'dequeue' || outcome.type !== 'ok') return undefined
  return outcome.value === null || outcome.value === undefined ? undefined : canonicalJson(outcome.value)
}
