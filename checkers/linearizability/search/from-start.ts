import type { Operation } from '../../../src/record/operation.ts'
import type { Model } from '../../models/index.ts'
import type { Answer, PointOfViolation } from '../answer.ts'
import { isLinearization } from './replay.ts'

/**
 * Decides an object that does not start empty by a way that knows empty ones only: what it held at first was put in
 * by operations that returned before any other was called. Undefined when that way does not apply, or when an order it
 * gave is none for the object itself.
 */
export function decideFromStart(
  model: Model,
  operations: readonly Operation[],
  decideEmpty: (empty: Model, operations: readonly Operation[]) => Answer | undefined,
): Answer | undefined {
  if (model.start === undefined) return undefined
  const before = operationsOfStart(model.start.calls, operations)
  const isBefore = new Set(before)
  const rest = (order: readonly Operation[]): Operation[] => order.filter((one) => !isBefore.has(one))
  const decision = decideEmpty(model.start.model, [...before, ...operations])
  if (decision === undefined || decision.verdict === 'unknown') return decision
  if (decision.verdict === 'ok') {
    const order = rest(decision.order)
    return isLinearization(model, operations, order) ? { ...decision, order } : undefined
  }
  const point = (): PointOfViolation | undefined => {
    const told = decision.point()
    if (told === undefined || isBefore.has(told.blocking)) return undefined
    return { blocking: told.blocking, prefixes: told.prefixes.map(rest) }
  }
  // a conflict stands on what was put in by these few only, and is none of the object that starts with all of it
  return { verdict: 'illegal', point, steps: decision.steps }
}

/** Ids and positions below those of the operations. */
function operationsOfStart(
  calls: readonly { readonly f: string; readonly value: unknown }[],
  operations: readonly Operation[],
): Operation[] {
  const least = (places: readonly number[]): number => places.reduce((a, b) => Math.min(a, b), 0)
  const firstId = least(operations.map(({ id }) => id)) - calls.length
  const firstPlace =
    least(operations.map(({ invoked }) => invoked).filter(Number.isFinite)) - 2 * calls.length
  return calls.map(({ f, value }, index) => ({
    id: firstId + index,
    process: -1,
    f,
    value,
    outcome: { type: 'ok', value },
    invoked: firstPlace + 2 * index,
    returned: firstPlace + 2 * index + 1,
  }))
}
