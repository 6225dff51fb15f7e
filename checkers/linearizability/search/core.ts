import { assert } from '../../../src/base/assert.ts'
import type { Operation } from '../../../src/record/operation.ts'
import type { Model } from '../../models/index.ts'
import { decide } from '../decide.ts'
import { searchDepthFirst } from './depth-first.ts'
import { shrinkConflict, withResultsOf } from '../explanation/shrink-conflict.ts'

// operations handed to the checker plus steps it took, over all attempts: about a second
const AFFORDABLE = 6_000_000
const STEPS_OF_ONE_ATTEMPT = 60_000
// forgotten results make a search larger; one that grows beyond this, times the first, finds out too late
const FEW_STEPS = 1000
const MAX_GROWTH = 5

/**
 * Makes a set of operations that cannot be linearized 1-minimal: forgetting the result of any one that is left
 * makes the rest linearizable. Undefined when the set can be linearized after all, or when it costs too much.
 */
export function minimalCore(model: Model, conflict: readonly Operation[]): readonly Operation[] | undefined {
  let spent = 0
  let maxSteps = STEPS_OF_ONE_ATTEMPT
  const isIllegal = (history: readonly Operation[]): boolean => {
    const decision = decide(model, history, { maxSteps })
    spent += history.length + decision.steps
    return decision.verdict === 'illegal'
  }
  if (!isIllegal(withResultsOf(model, conflict, conflict))) return undefined
  maxSteps = Math.min(STEPS_OF_ONE_ATTEMPT, FEW_STEPS + MAX_GROWTH * spent)
  const core = shrinkConflict(model, conflict, { isIllegal, isAffordable: () => spent <= AFFORDABLE })
  if (core === undefined) return undefined
  // shortcuts and look-ahead found it; the plain search must not be able to explain it
  const plain = searchDepthFirst(model, withResultsOf(model, conflict, core), {
    maxSteps: STEPS_OF_ONE_ATTEMPT,
  })
  assert(plain.verdict !== 'ok', 'operations said to be in conflict can be linearized')
  return core
}
