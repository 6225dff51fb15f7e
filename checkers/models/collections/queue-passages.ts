import { firstIndex } from '../../../src/base/search.ts'
import { canonicalJson } from '../../../src/base/json.ts'
import type { Operation } from '../../../src/record/operation.ts'

/** A value that a completed dequeue returned. */
export interface Passage {
  readonly enqueue: Operation
  readonly dequeue: Operation
  /** Place of its dequeue among all, by return, from 0. */
  readonly rank: number
  /** How many values certainly left before it: just those of the lower ranks. */
  readonly before: number
}

/** What is known beforehand about the values of one queue history. */
export interface QueuePlan {
  /** By value. */
  readonly passages: ReadonlyMap<string, Passage>
  /** Values some dequeue would return if it took effect. */
  readonly named: ReadonlySet<string>
  /** Invocations of the dequeues that need not have taken effect, in order. */
  readonly pendingDequeues: readonly number[]
  /** No order can be legal. */
  readonly isHopeless: boolean
}

/** Undefined when a value is enqueued twice. */
export function planQueue(
  operations: readonly Operation[],
  dequeued: (operation: Operation) => string | undefined,
): QueuePlan | undefined {
  const enqueues = new Map<string, Operation>()
  for (const operation of operations) {
    if (operation.f !== 'enqueue') continue
    const value = canonicalJson(operation.value)
    if (enqueues.has(value)) return undefined
    enqueues.set(value, operation)
  }
  const named = new Set<string>()
  const dequeues = new Map<string, Operation>()
  const pendingDequeues: number[] = []
  let isHopeless = false
  for (const operation of operations) {
    if (operation.f !== 'dequeue') continue
    const value = dequeued(operation)
    if (value !== undefined) named.add(value)
    if (operation.returned === Infinity) pendingDequeues.push(operation.invoked)
    else if (value !== undefined) {
      const enqueue = enqueues.get(value)
      isHopeless ||= enqueue === undefined || dequeues.has(value) || operation.returned < enqueue.invoked
      dequeues.set(value, operation)
    }
  }
  const passages = isHopeless ? new Map<string, Passage>() : rankPassages(enqueues, dequeues)
  return {
    passages,
    named,
    pendingDequeues: pendingDequeues.sort((a, b) => a - b),
    isHopeless: isHopeless || hasOvertaking([...passages.values()]),
  }
}

function rankPassages(
  enqueues: ReadonlyMap<string, Operation>,
  dequeues: ReadonlyMap<string, Operation>,
): Map<string, Passage> {
  const inOrder = [...dequeues].sort(([, a], [, b]) => a.returned - b.returned)
  const passages = new Map<string, Passage>()
  inOrder.forEach(([value, dequeue], rank) => {
    const before = firstIndex(rank, (index) => (inOrder[index]?.[1].returned ?? 0) >= dequeue.invoked)
    passages.set(value, { enqueue: enqueues.get(value) as Operation, dequeue, rank, before })
  })
  return passages
}

/** Whether a value enqueued after another had been was dequeued before the other was asked for. */
function hasOvertaking(passages: readonly Passage[]): boolean {
  const byCall = [...passages].sort((a, b) => b.enqueue.invoked - a.enqueue.invoked)
  const byReturn = [...passages].sort((a, b) => b.enqueue.returned - a.enqueue.returned)
  let later = 0
  let earliest = Infinity
  for (const { enqueue, dequeue } of byReturn) {
    for (
      let next = byCall[later];
      next !== undefined && next.enqueue.invoked > enqueue.returned;
      next = byCall[later]
    ) {
      earliest = Math.min(earliest, next.dequeue.returned)
      later++
    }
    if (earliest < dequeue.invoked) return true
  }
  return false
}
