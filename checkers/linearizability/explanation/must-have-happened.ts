import type { Operation } from '../../../src/record/operation.ts'
import type { Model } from '../../models/index.ts'
import { decide } from '../decide.ts'
import { truncated, withoutUnseen } from '../search/prepare.ts'

const MAX_CANDIDATES = 20
// operations handed to the checker plus steps it took, over all candidates
const AFFORDABLE = 300_000
const STEPS_OF_ONE = 30_000

/**
 * The operations of unknown outcome that took effect for certain: without any one of them even what returned before
 * the blocking operation has no order. By invocation. Those in every order found are looked at, the last first, at most
 * twenty; where that costs too much, the rest is not told.
 */
export function mustHaveHappened(
  model: Model,
  operations: readonly Operation[],
  blocking: Operation,
  orders: readonly (readonly Operation[])[],
): readonly Operation[] {
  const found = orders.map((order) => new Set(order.map(({ id }) => id)))
  const candidates = operations
    .filter(({ id, outcome }) => outcome.type === 'info' && found.every((order) => order.has(id)))
    .slice(-MAX_CANDIDATES)
    .reverse()
  if (candidates.length === 0) return []
  // at the return itself no order is left
  const past = truncated(model, operations, blocking.returned - 0.5)
  const certain: Operation[] = []
  let spent = 0
  for (const candidate of candidates) {
    if (spent > AFFORDABLE) break
    const without = withoutUnseen(
      model,
      past.filter(({ id }) => id !== candidate.id),
    )
    const { verdict, steps } = decide(model, without, { maxSteps: STEPS_OF_ONE })
    spent += without.length + steps
    if (verdict === 'illegal') certain.push(candidate)
  }
  return certain.reverse()
}
