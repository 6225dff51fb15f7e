import { elementAt } from '../../../src/base/element-at.ts'
import { firstIndex } from '../../../src/base/search.ts'
import { isRequired } from '../search/prepare.ts'
import type { QueuedValue, QueueHistory } from './queue-history.ts'

/** Something by which all values have to be out that were certainly in before it was invoked. */
interface Deadline {
  readonly invoked: number
  readonly returned: number
}

/**
 * The values, with dequeues of unknown outcome given to those that nobody took though they have to be out by
 * some time: because a value put in later was taken, or the queue found empty. The value that has to be out first
 * gets the dequeue invoked first: if any choice satisfies all of these, this does.
 */
export function fedToEaters({ values, foundEmpty, pendingDequeues }: QueueHistory): QueuedValue[] {
  const deadlines = deadlinesOf(values, foundEmpty)
  const due = values.flatMap((value) => {
    if (value.dequeue !== undefined && isRequired(value.dequeue)) return []
    const by = firstAfter(deadlines, value.enqueue.returned)
    return by < (value.dequeue?.invoked ?? Infinity) ? [{ value, by }] : []
  })
  due.sort((a, b) => a.by - b.by)
  const eaten = new Map(due.map(({ value }, index) => [value, pendingDequeues[index]]))
  return values.map((value) => ({ ...value, dequeue: eaten.get(value) ?? value.dequeue }))
}

/** By invocation, each with the earliest return from there on. */
function deadlinesOf(values: readonly QueuedValue[], foundEmpty: QueueHistory['foundEmpty']): Deadline[] {
  const taken = values.map(({ enqueue, dequeue }) => ({
    invoked: enqueue.invoked,
    returned: dequeue?.returned ?? Infinity,
  }))
  const sorted = [...taken, ...foundEmpty].sort((a, b) => a.invoked - b.invoked)
  let earliest = Infinity
  const deadlines = sorted.reverse().map(({ invoked, returned }) => {
    earliest = Math.min(earliest, returned)
    return { invoked, returned: earliest }
  })
  return deadlines.reverse()
}

function firstAfter(deadlines: readonly Deadline[], position: number): number {
  const first = firstIndex(deadlines.length, (index) => elementAt(deadlines, index).invoked > position)
  return deadlines[first]?.returned ?? Infinity
}
