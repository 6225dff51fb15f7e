import type { Operation } from '../../../src/record/operation.ts'
import { elementKey } from '../../models/collections/append-list.ts'
import { isRequired } from '../search/prepare.ts'

/** A value that went through the queue for certain: its enqueue or its dequeue returned. */
export interface QueuedValue {
  readonly enqueue: Operation
  /** The dequeue that returned it, or would if it took effect. */
  readonly dequeue: Operation | undefined
}

/** The operations on a queue into which every value is put once. */
export interface QueueHistory {
  readonly values: readonly QueuedValue[]
  /** The dequeues that found it empty. */
  readonly foundEmpty: readonly Operation[]
  /** Dequeues of unknown outcome, by invocation: nobody knows what they took. */
  readonly pendingDequeues: readonly Operation[]
}

/**
 * Undefined when a value may have been enqueued twice, or an operation is none of a queue. Gives the operations
 * in conflict when a value was dequeued twice, or without having been enqueued.
 */
export function readQueueHistory(
  operations: readonly Operation[],
): QueueHistory | { readonly conflict: readonly Operation[] } | undefined {
  const enqueues = new Map<unknown, Operation>()
  const dequeues: Operation[] = []
  for (const operation of operations) {
    if (operation.f === 'dequeue') dequeues.push(operation)
    else {
      const key = elementKey(operation.value)
      if (operation.f !== 'enqueue' || enqueues.has(key)) return undefined
      enqueues.set(key, operation)
    }
  }
  const taken = new Map<unknown, Operation>()
  const foundEmpty: Operation[] = []
  const pendingDequeues: Operation[] = []
  for (const dequeue of dequeues) {
    const { outcome } = dequeue
    if (outcome.type !== 'ok') pendingDequeues.push(dequeue)
    else if (outcome.value === null || outcome.value === undefined) foundEmpty.push(dequeue)
    else {
      const key = elementKey(outcome.value)
      const conflict = refutes(enqueues.get(key), taken.get(key), dequeue)
      if (conflict !== undefined) return { conflict }
      taken.set(key, earlier(taken.get(key), dequeue))
    }
  }
  const values = [...enqueues].map(([key, enqueue]) => ({ enqueue, dequeue: taken.get(key) }))
  return {
    values: values.filter(mustBe),
    foundEmpty,
    pendingDequeues: pendingDequeues.sort((a, b) => a.invoked - b.invoked),
  }
}

/** Why a completed dequeue cannot have returned the value. */
function refutes(
  enqueue: Operation | undefined,
  other: Operation | undefined,
  dequeue: Operation,
): readonly Operation[] | undefined {
  if (!isRequired(dequeue)) return undefined
  if (enqueue === undefined) return [dequeue]
  if (dequeue.returned < enqueue.invoked) return [enqueue, dequeue]
  return other !== undefined && isRequired(other) ? [enqueue, other, dequeue] : undefined
}

/** Of two dequeues that would return one value, the one that did, or that could the earliest. */
function earlier(one: Operation | undefined, other: Operation): Operation {
  if (one === undefined || isRequired(other)) return other
  return isRequired(one) || one.invoked <= other.invoked ? one : other
}

/** What may never have been put in, and was taken out by nobody for certain, can be left out. */
function mustBe({ enqueue, dequeue }: QueuedValue): boolean {
  return isRequired(enqueue) || (dequeue !== undefined && isRequired(dequeue))
}
