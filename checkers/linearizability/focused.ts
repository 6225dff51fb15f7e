import type { Operation } from '../../src/record/operation.ts'
import type { Model } from '../models/index.ts'
import type { SearchBudget } from '../porcupine-wasm/index.ts'
import type { Answer } from './answer.ts'
import { searchPortfolio } from './search/portfolio.ts'
import { isLinearization } from './search/replay.ts'
import { findPointOfViolation, lastReturn } from './explanation/point-of-violation.ts'

/**
 * Decides one object by a search of the model focused on its history, where the model can be. A search that
 * looks ahead gives up early, so where the history stops being linearizable is found by cutting it. Undefined
 * when it does not apply, or when an order it gave is none for the model itself.
 */
export function decideFocused(
  model: Model,
  operations: readonly Operation[],
  budget: SearchBudget,
): Answer | undefined {
  const focus = model.focus?.(operations)
  if (focus === undefined) return undefined
  const decision = searchPortfolio(focus, operations, budget)
  if (decision.verdict === 'unknown') return decision
  if (decision.verdict === 'ok')
    return isLinearization(model, operations, decision.order) ? decision : undefined
  const point = () =>
    findPointOfViolation(model, operations, lastReturn(operations), (past) => {
      const pastFocus = model.focus?.(past)
      const cut = pastFocus && searchPortfolio(pastFocus, past, budget)
      if (cut === undefined || cut.verdict === 'unknown') return undefined
      return cut.verdict === 'ok' ? cut.order : null
    })
  return { verdict: 'illegal', point, steps: decision.steps }
}
