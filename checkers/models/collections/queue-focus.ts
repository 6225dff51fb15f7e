import { canonicalJson } from '../../../src/base/json.ts'
import type { Operation } from '../../../src/record/operation.ts'
import type { SearchModel } from '../model.ts'
import { planQueue } from './queue-passages.ts'
import type { Passage, QueuePlan } from './queue-passages.ts'

// stands for every value that no dequeue is known to have returned: they are all alike
const NAMELESS = '*'

interface QueueState {
  readonly list: readonly string[]
  /** All values of a lower rank have left. */
  readonly left: number
  /** Higher ranks that have left too, in order. */
  readonly leftEarly: readonly number[]
  /** How many values went to dequeues that need not have taken effect. */
  readonly eaten: number
}

/**
 * The queue of one history in which every value is enqueued once, with an eye on when its values left. A value
 * does not go in before one that left before it, nor behind one that left after it, nor behind more values that
 * nobody got than there are dequeues of unknown outcome to take them. What has left is a function of which
 * operations were linearized, so keeping it adds no configurations. Undefined when a value is enqueued twice.
 */
export function focusOnDequeues(
  operations: readonly Operation[],
  dequeued: (operation: Operation) => string | undefined,
): SearchModel<QueueState> | undefined {
  const plan = planQueue(operations, dequeued)
  if (plan === undefined) return undefined
  const nameOf = (operation: Operation): string => {
    const value = canonicalJson(operation.value)
    return plan.named.has(value) ? value : NAMELESS
  }
  const foundEmpty = (operation: Operation): boolean =>
    operation.outcome.type === 'ok' && dequeued(operation) === undefined
  return {
    init: () => ({ list: [], left: 0, leftEarly: [], eaten: 0 }),
    isRead: (operation) => operation.f === 'dequeue' && foundEmpty(operation),
    key: ({ list, left, leftEarly, eaten }) => `${left} ${leftEarly.join()} ${eaten} ${list.join('\n')}`,
    classOf(operation) {
      if (operation.f === 'enqueue') return `enqueue ${nameOf(operation)}`
      if (foundEmpty(operation)) return 'found empty'
      return `${operation.returned === Infinity ? 'may take' : 'takes'} ${dequeued(operation) ?? 'any'}`
    },
    step(state, operation) {
      if (plan.isHopeless) return undefined
      if (operation.f === 'enqueue') return enqueue(state, plan, nameOf(operation))
      if (foundEmpty(operation)) return state.list.length === 0 ? state : undefined
      return dequeue(state, plan, dequeued(operation), operation.returned === Infinity)
    },
  }
}

function enqueue(state: QueueState, plan: QueuePlan, name: string): QueueState | undefined {
  const passage = plan.passages.get(name)
  if (passage !== undefined && !mayEnter(state, plan, passage)) return undefined
  return { ...state, list: [...state.list, name] }
}

function mayEnter({ list, left, leftEarly, eaten }: QueueState, plan: QueuePlan, passage: Passage): boolean {
  let gone = Math.min(left, passage.before) + leftEarly.filter((rank) => rank < passage.before).length
  let toEat = eaten
  for (const name of list) {
    const other = plan.passages.get(name)
    if (other === undefined) toEat++
    else if (other.dequeue.invoked > passage.dequeue.returned) return false
    else if (other.rank < passage.before) gone++
  }
  if (gone < passage.before) return false
  const pendingDequeue = plan.pendingDequeues[toEat - 1]
  return toEat === eaten || (pendingDequeue !== undefined && pendingDequeue < passage.dequeue.returned)
}

function dequeue(
  state: QueueState,
  plan: QueuePlan,
  value: string | undefined,
  isOptional: boolean,
): QueueState | undefined {
  const [head, ...list] = state.list
  if (head === undefined || (value !== undefined && value !== head)) return undefined
  const passage = plan.passages.get(head)
  // a value with a completed dequeue of its own left through that one
  if ((passage === undefined) !== isOptional) return undefined
  if (passage === undefined) return { ...state, list, eaten: state.eaten + 1 }
  const early = [...state.leftEarly, passage.rank].sort((a, b) => a - b)
  let { left } = state
  while (early[0] === left) {
    early.shift()
    left++
  }
  return { ...state, list, left, leftEarly: early }
}
