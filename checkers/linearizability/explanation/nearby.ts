import type { LinearizabilityFailure } from '../verdict.ts'
import { partitionByKey } from '../../models/index.ts'
import type { Model } from '../../models/index.ts'
import { distance, isWithin, type Nearby } from '../../../src/record/nearby.ts'
import type { Operation } from '../../../src/record/operation.ts'

/** Operations about a conflict that are held for a picture. */
export const MAX_NEARBY = 40

/** One pass over the operations, with few of them held: there may be millions. */
export function nearbyOperations(
  operations: readonly Operation[],
  failure: LinearizabilityFailure,
  model: Model,
): Nearby {
  const blocking = failure.operation
  const conflict = [blocking, ...(failure.core ?? failure.longestPrefix.slice(-6))]
  let from = blocking.invoked
  // a return after all these calls divides nothing
  let to = Math.max(blocking.invoked, blocking.returned)
  for (const { invoked } of conflict) {
    from = Math.min(from, invoked)
    to = Math.max(to, invoked)
  }
  const nearer = (a: Operation, b: Operation): number =>
    distance(a, blocking) - distance(b, blocking) || b.invoked - a.invoked
  let held: Operation[] = []
  let total = 0
  for (const operation of onObject(operations, failure.key, model)) {
    if (!isWithin(operation, from, to) || isVacuous(operation, model)) continue
    total++
    held.push(operation)
    if (held.length >= 100 * MAX_NEARBY) held = held.sort(nearer).slice(0, MAX_NEARBY)
  }
  return { operations: held.sort(nearer).slice(0, MAX_NEARBY), from, to, total }
}

function onObject(
  operations: readonly Operation[],
  key: string | undefined,
  model: Model,
): readonly Operation[] {
  if (key === undefined) return operations
  const parts = model.partition?.(operations) ?? partitionByKey(operations)
  return parts.find((part) => part.key === key)?.operations ?? []
}

/** As the checker leaves them out: what certainly did not happen, and reads that came to nothing. */
function isVacuous(operation: Operation, model: Model): boolean {
  if (operation.outcome.type === 'fail') return model.observation?.(operation) === undefined
  return operation.outcome.type === 'info' && model.isRead(operation)
}
