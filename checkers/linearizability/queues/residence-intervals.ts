import type { Operation } from '../../../src/record/operation.ts'
import type { QueuedValue } from './queue-history.ts'

/** When a value was in the queue. */
export interface ResidenceInterval extends QueuedValue {
  /** It had been put in by then, if it was not taken out before that. */
  readonly from: number
  /** It cannot have been taken out before this; infinite when no dequeue is known to have taken it. */
  readonly to: number
  /** Its dequeue returned; infinite when none did. */
  readonly out: number
}

export function residenceOf({ enqueue, dequeue }: QueuedValue): ResidenceInterval {
  const out = dequeue?.returned ?? Infinity
  return { enqueue, dequeue, from: Math.min(enqueue.returned, out), to: dequeue?.invoked ?? Infinity, out }
}

/** The two operations of each value, where there are two. */
export function operationsOf(residences: readonly QueuedValue[]): Operation[] {
  return residences.flatMap(({ enqueue, dequeue }) =>
    dequeue === undefined ? [enqueue] : [enqueue, dequeue],
  )
}

/** A value that was certainly in before another was put in, but not taken out until after the other had been. */
export function findOvertaking(
  residences: readonly ResidenceInterval[],
): readonly [ResidenceInterval, ResidenceInterval] | undefined {
  const first = [...residences].sort((a, b) => a.from - b.from)
  let next = 0
  let longest: ResidenceInterval | undefined
  for (const residence of [...residences].sort((a, b) => a.enqueue.invoked - b.enqueue.invoked)) {
    for (
      let one = first[next];
      one !== undefined && one.from < residence.enqueue.invoked;
      one = first[++next]
    )
      if (longest === undefined || one.to > longest.to) longest = one
    if (longest !== undefined && residence.out < longest.to) return [longest, residence]
  }
  return undefined
}
