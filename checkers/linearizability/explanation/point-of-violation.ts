import { elementAt } from '../../../src/base/element-at.ts'
import type { Operation } from '../../../src/record/operation.ts'
import type { Model } from '../../models/index.ts'
import type { PointOfViolation } from '../answer.ts'
import { isRequired, truncated } from '../search/prepare.ts'
import { isLinearization } from '../search/replay.ts'

/** An order of the operations, null when there is none, undefined when that could not be told. */
export type FindOrder = (operations: readonly Operation[]) => readonly Operation[] | null | undefined

/**
 * Finds the return at which a history that is not linearizable turned so: a history cut later has all the
 * conflicts of one cut earlier. By the return at `latest` it has turned, and mostly not much earlier: it is sought
 * from there in strides that double, then by halving.
 */
export function findPointOfViolation(
  model: Model,
  operations: readonly Operation[],
  latest: number,
  findOrder: FindOrder,
): PointOfViolation | undefined {
  const completed = operations
    .filter((operation) => isRequired(operation) && operation.returned <= latest)
    .sort((a, b) => a.returned - b.returned)
  let explained = -1
  let shown: { readonly past: readonly Operation[]; readonly order: readonly Operation[] } | undefined
  let refuted = completed.length - 1
  let stride = 1
  while (refuted - explained > 1) {
    const middle = Math.max((explained + refuted) >> 1, refuted - stride)
    const past = truncated(model, operations, elementAt(completed, middle).returned)
    const order = findOrder(past)
    if (order === undefined) return undefined
    if (order === null) {
      refuted = middle
      stride *= 2
    } else {
      explained = middle
      shown = { past, order }
    }
  }
  // the one order that is given; the others only led here
  if (shown !== undefined && !isLinearization(model, shown.past, shown.order)) return undefined
  const blocking = completed[refuted]
  return blocking && { blocking, prefixes: [shown?.order ?? []] }
}

/** The last return of the operations, where they have one. */
export function lastReturn(operations: readonly Operation[]): number {
  return operations.filter(isRequired).reduce((end, { returned }) => Math.max(end, returned), -Infinity)
}
