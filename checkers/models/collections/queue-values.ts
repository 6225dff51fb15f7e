import type { Operation } from '../../../src/record/operation.ts'
import { elementKey } from './append-list.ts'
import { describeCall } from '../describe.ts'
import { valuesDrained } from './drain.ts'
import type { ValueTraffic } from '../model.ts'

export function describeQueueOperation(operation: Operation): string {
  return operation.f === 'enqueue'
    ? describeCall(operation, [operation.value], false)
    : describeCall(operation, [], true)
}

export function foundEmpty({ f, outcome }: Operation): boolean {
  return f === 'dequeue' && outcome.type === 'ok' && (outcome.value ?? null) === null
}

/** What was put into a queue, and what was taken out. */
export const queueTraffic: Omit<ValueTraffic, 'isAtFirst'> = {
  brought: valuesPut,
  seen: (operation) => {
    const { f, outcome } = operation
    if (f === 'drain') return valuesDrained(operation)
    return f === 'dequeue' && outcome.type === 'ok' && !foundEmpty(operation) ? [outcome.value] : []
  },
}

function valuesPut({ f, value }: Operation): readonly unknown[] {
  return f === 'enqueue' ? [value ?? null] : []
}

/** What was taken out though nobody put it in, in the order of the dequeues. */
export function valuesAtFirst(operations: readonly Operation[]): unknown[] {
  const put = new Set(operations.flatMap(valuesPut).map(elementKey))
  const taken = [...operations].sort((a, b) => a.returned - b.returned).flatMap(queueTraffic.seen)
  const missing = taken.filter((value) => !put.has(elementKey(value)))
  return missing.length === 0 ? [] : [missing]
}
