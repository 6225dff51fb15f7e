import type { Operation } from '../../src/record/operation.ts'
import type { Model } from '../models/index.ts'
import type { Answer } from './answer.ts'
import { searchDepthFirst } from './search/depth-first.ts'
import { isLinearization } from './search/replay.ts'
import { findPointOfViolation, lastReturn } from './explanation/point-of-violation.ts'
import { placeZones } from './registers/zone-placement.ts'

const registerFunctions: readonly string[] = ['read', 'write', 'cas']

// a conflict is a handful of operations and the chain they stand on; one that takes more is not believed
const CONFIRMING_STEPS = 100_000

/**
 * Decides a register in which every value is written once, in time n log n whatever the concurrency and the
 * number of unknown outcomes (Gibbons and Korach's zones, extended to cas). Undefined when it does not apply.
 *
 * Nothing is taken on trust: an order is replayed, a conflict is searched exhaustively on its own, and where
 * either fails the answer is undefined too.
 */
export function decideUniqueValues(model: Model, operations: readonly Operation[]): Answer | undefined {
  if (operations.some(({ f }) => !registerFunctions.includes(f))) return undefined
  const initial = model.init()
  const answer = placeZones(operations, initial)
  if (answer === undefined) return undefined
  const steps = operations.length
  if ('order' in answer) {
    if (!isLinearization(model, operations, answer.order)) return undefined
    return { verdict: 'ok', order: answer.order, steps }
  }
  const { conflict } = answer
  const confirmed = searchDepthFirst(model, conflict, { maxSteps: CONFIRMING_STEPS })
  if (confirmed.verdict !== 'illegal') return undefined
  const point = () =>
    findPointOfViolation(model, operations, lastReturn(conflict), (past) => {
      const placed = placeZones(past, initial)
      return placed === undefined ? undefined : 'order' in placed ? placed.order : null
    })
  return { verdict: 'illegal', point, conflict, steps: steps + confirmed.steps }
}
