import type { Operation } from '../../../src/record/operation.ts'
import type { Model } from '../../models/index.ts'
import { sweepLinearization } from '../../porcupine-wasm/index.ts'
import type { SearchBudget } from '../../porcupine-wasm/index.ts'
import { packColumns } from './columns.ts'
import type { Answer } from '../answer.ts'
import { searchDepthFirst } from './depth-first.ts'
import { readResult } from '../explanation/read-result.ts'
import { shrinkConflict, withResultsOf } from '../explanation/shrink-conflict.ts'
import type { Refute } from './sweep.ts'
import { findPointOfViolation, lastReturn } from '../explanation/point-of-violation.ts'

// a conflict is a handful of operations and what they stand on; one that takes more is not believed
const CONFIRMING_STEPS = 100_000
const STEPS_OF_ONE_SWEEP = 200_000

/**
 * Refutes a history that the sweep, looking ahead, says is not linearizable and that is too large for a search that
 * does not: the sweep finds a few operations in conflict, which the search confirms, and where the history turns.
 * No decision when that fails or takes more than the budget.
 */
export function refuteBySweep(
  model: Model,
  operations: readonly Operation[],
  budget: SearchBudget,
): ReturnType<Refute> {
  const { maxSteps = Number.MAX_SAFE_INTEGER } = budget
  let steps = 0
  let isExpired = false
  const sweep = (history: readonly Operation[]): Answer => {
    const limit = Math.max(0, Math.min(STEPS_OF_ONE_SWEEP, maxSteps - steps))
    const columns = packColumns(model, history)
    const decision = readResult(history, sweepLinearization(columns, { ...budget, maxSteps: limit }))
    isExpired ||= decision.verdict === 'unknown' && decision.spent === 'deadline'
    // packing takes time as well
    steps += decision.steps + history.length
    return decision
  }
  const core = shrinkConflict(model, operations, {
    isIllegal: (history) => sweep(history).verdict === 'illegal',
    isAffordable: () => steps < maxSteps && !isExpired,
  })
  if (core === undefined) return { steps }
  const conflict = withResultsOf(model, operations, core)
  const confirmed = searchDepthFirst(model, conflict, { maxSteps: CONFIRMING_STEPS })
  steps += confirmed.steps
  if (confirmed.verdict !== 'illegal') return { steps }
  const point = () =>
    findPointOfViolation(model, operations, lastReturn(core), (past) => {
      const cut = sweep(past)
      if (cut.verdict === 'unknown') return undefined
      return cut.verdict === 'ok' ? cut.order : null
    })
  return { decision: { verdict: 'illegal', point, conflict, steps }, steps }
}
