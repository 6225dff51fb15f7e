import { elementAt } from '../../../src/base/element-at.ts'
import type { Operation } from '../../../src/record/operation.ts'
import type { Model } from '../../models/model.ts'

/**
 * The operations that say something about the object, by invocation:
 * - a failed one had no effect; it stays only as what it observed;
 * - a read of unknown outcome says nothing;
 * - so does an effect of unknown outcome that no operation can have seen.
 */
export function relevantOperations(model: Model, operations: readonly Operation[]): Operation[] {
  const kept: Operation[] = []
  for (const operation of operations) {
    if (operation.outcome.type === 'fail') {
      const observed = model.observation?.(operation)
      if (observed !== undefined) kept.push(observed)
    } else if (operation.outcome.type === 'ok' || !model.isRead(operation)) kept.push(operation)
  }
  const isSorted = kept.every(
    (operation, index) => index === 0 || elementAt(kept, index - 1).invoked <= operation.invoked,
  )
  if (!isSorted) kept.sort((a, b) => a.invoked - b.invoked)
  return withoutUnseen(model, kept)
}

/** Leaves out effects nobody can have seen, over and over: one left out may have been the only one to see another. */
export function withoutUnseen(model: Model, operations: Operation[]): Operation[] {
  if (model.unseen === undefined) return operations
  let kept = operations
  for (;;) {
    if (!kept.some(({ outcome }) => outcome.type === 'info')) return kept
    const unseen = model.unseen(kept)
    const rest = kept.filter((operation) => operation.outcome.type !== 'info' || !unseen(operation))
    if (rest.length === kept.length) return kept
    kept = rest
  }
}

/** The history up to an event position, with nothing known of the results that came later. */
export function forgottenAfter(
  model: Model,
  operations: readonly Operation[],
  position: number,
): Operation[] {
  return truncated(model, operations, position).map((operation) =>
    isRequired(operation) || operation.outcome.type === 'info' ? operation : withUnknownOutcome(operation),
  )
}

/** Whether every linearization has the operation: it completed within the history. */
export function isRequired(operation: Operation): boolean {
  return operation.returned !== Infinity
}

/** The operation with its result forgotten: it may still take effect at any later time, or never. */
export function withUnknownOutcome(operation: Operation): Operation {
  return { ...operation, outcome: { type: 'info', error: 'forgotten' }, returned: Infinity }
}

/**
 * The history up to an event position. What returned later need not have taken effect yet, but if it did, it was
 * with the result it had; what was invoked later is gone.
 */
export function truncated(model: Model, operations: readonly Operation[], position: number): Operation[] {
  const past: Operation[] = []
  for (const operation of operations) {
    if (operation.invoked > position) continue
    if (operation.returned <= position) past.push(operation)
    else if (!model.isRead(operation)) past.push({ ...operation, returned: Infinity })
  }
  return withoutUnseen(model, past)
}
