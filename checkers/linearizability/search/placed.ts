import type { Operation } from '../../../src/record/operation.ts'
import type { Model } from '../../models/index.ts'
import type { Answer } from '../answer.ts'
import { searchDepthFirst } from './depth-first.ts'
import { isLinearization } from './replay.ts'
import { findPointOfViolation, lastReturn } from '../explanation/point-of-violation.ts'

/** An order of the operations on one object, or a few of them that allow none. */
export type Placement =
  | { readonly order: readonly Operation[] }
  | {
      readonly conflict: readonly Operation[]
      /** The same with less in the results of its reads, where that is quicker to search. Default: the conflict. */
      readonly onItsOwn?: readonly Operation[]
    }

// a conflict is a handful of operations; one that takes more is not believed
const CONFIRMING_STEPS = 10_000

/**
 * Decides one object by placing its operations without a search. Nothing is taken on trust: an order is
 * replayed, a conflict is searched exhaustively on its own, and where either fails, or nothing could be placed,
 * the answer is undefined.
 */
export function decideByPlacement(
  model: Model,
  operations: readonly Operation[],
  place: (operations: readonly Operation[]) => Placement | undefined,
): Answer | undefined {
  const placed = place(operations)
  if (placed === undefined) return undefined
  const steps = operations.length
  if ('order' in placed) {
    if (!isLinearization(model, operations, placed.order)) return undefined
    return { verdict: 'ok', order: placed.order, steps }
  }
  const involved = new Set(placed.conflict)
  const conflict = operations.filter((operation) => involved.has(operation))
  const confirmed = searchDepthFirst(model, placed.onItsOwn ?? conflict, { maxSteps: CONFIRMING_STEPS })
  if (confirmed.verdict !== 'illegal') return undefined
  const point = () =>
    findPointOfViolation(model, operations, lastReturn(conflict), (past) => {
      const cut = place(past)
      return cut === undefined ? undefined : 'order' in cut ? cut.order : null
    })
  return { verdict: 'illegal', point, conflict, steps: steps + confirmed.steps }
}
