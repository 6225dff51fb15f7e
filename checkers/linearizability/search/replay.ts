import type { Operation } from '../../../src/record/operation.ts'
import type { Model } from '../../models/index.ts'
import { isRequired } from './prepare.ts'

/**
 * Whether the order is a linearization of the operations: it holds every completed one, none twice, respects
 * real time and the model allows it. Independent of every search, so that it can convict them.
 */
export function isLinearization(
  model: Model,
  operations: readonly Operation[],
  order: readonly Operation[],
): boolean {
  const ordered = new Set(order)
  if (ordered.size !== order.length) return false
  if (operations.some((operation) => isRequired(operation) && !ordered.has(operation))) return false
  let latestCall = -Infinity
  let state = model.init()
  for (const operation of order) {
    if (operation.returned < latestCall) return false
    latestCall = Math.max(latestCall, operation.invoked)
    const next = model.step(state, operation)
    if (next === undefined) return false
    state = next
  }
  return true
}

/** The state after the operations in order; undefined when the model does not allow them. */
export function stateAfter(model: Model, order: readonly Operation[]): unknown {
  return order.reduce<unknown>(
    (state, operation) => (state === undefined ? undefined : model.step(state, operation)),
    model.init(),
  )
}
