import { canonicalJson } from '../../src/base/json.ts'
import type { Operation } from '../../src/history/operation.ts'
import type { SearchModel } from './model.ts'

// stands for every value that no completed dequeue returned
const nameless = '*'

interface Passage {
  readonly enqueue: Operation
  readonly dequeue: Operation
}

/**
 * The queue of one history in which every value is enqueued once. Values that nobody got are all alike; they
 * can only leave through a dequeue of unknown outcome. A value does not go behind another that certainly left
 * after it. Undefined when a value is enqueued twice.
 */
export function focusOnDequeues(
  operations: readonly Operation[],
  dequeued: (operation: Operation) => string | undefined,
): SearchModel<readonly string[]> | undefined {
  const enqueues = new Map<string, Operation>()
  for (const operation of operations) {
    if (operation.f !== 'enqueue') continue
    const value = canonicalJson(operation.value)
    if (enqueues.has(value)) return undefined
    enqueues.set(value, operation)
  }
  const passages = new Map<string, Passage>()
  let isHopeless = false
  for (const operation of operations) {
    const value = dequeued(operation)
    if (value === undefined) continue
    const enqueue = enqueues.get(value)
    if (enqueue === undefined || passages.has(value) || operation.returned < enqueue.invoked) isHopeless = true
    else passages.set(value, { enqueue, dequeue: operation })
  }
  const eaters = operations.filter(({ f, outcome }) => f === 'dequeue' && outcome.type === 'info').length
  const hopeless = isHopeless || hasOvertaking([...passages.values()])
  const nameOf = (operation: Operation): string => {
    const value = canonicalJson(operation.value)
    return passages.has(value) ? value : nameless
  }
  const isEmptyAnswer = (operation: Operation): boolean =>
    operation.outcome.type === 'ok' && dequeued(operation) === undefined
  return {
    init: () => [],
    isRead: (operation) => operation.f === 'dequeue' && isEmptyAnswer(operation),
    key: (state) => state.join('\n'),
    classOf(operation) {
      if (operation.f === 'enqueue') return `enqueue ${nameOf(operation)}`
      return isEmptyAnswer(operation) ? 'empty' : `dequeue ${dequeued(operation) ?? nameless}`
    },
    step(state, operation) {
      if (hopeless) return undefined
      if (operation.f === 'dequeue') {
        if (isEmptyAnswer(operation)) return state.length === 0 ? state : undefined
        return state[0] === (dequeued(operation) ?? nameless) ? state.slice(1) : undefined
      }
      const name = nameOf(operation)
      return name === nameless || mayFollow(state, passages, name, eaters) ? [...state, name] : undefined
    },
  }
}

function mayFollow(
  state: readonly string[],
  passages: ReadonlyMap<string, Passage>,
  name: string,
  eaters: number,
): boolean {
  const left = passages.get(name)?.dequeue.returned ?? Infinity
  let stuck = 0
  for (const other of state) {
    if (other === nameless) stuck++
    else if ((passages.get(other)?.dequeue.invoked ?? 0) > left) return false
  }
  return stuck <= eaters
}

/** Whether a value enqueued after another had been was dequeued before the other was asked for. */
function hasOvertaking(passages: readonly Passage[]): boolean {
  const byCall = [...passages].sort((a, b) => b.enqueue.invoked - a.enqueue.invoked)
  const byReturn = [...passages].sort((a, b) => b.enqueue.returned - a.enqueue.returned)
  let later = 0
  let earliest = Infinity
  for (const { enqueue, dequeue } of byReturn) {
    for (let other = byCall[later]; other !== undefined && other.enqueue.invoked > enqueue.returned; other = byCall[later]) {
      earliest = Math.min(earliest, other.dequeue.returned)
      later++
    }
    if (earliest < dequeue.invoked) return true
  }
  return false
}
