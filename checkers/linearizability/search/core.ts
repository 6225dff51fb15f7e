import { assert } from '../../../src/base/assert.ts'
import type { Operation } from '../../../src/record/operation.ts'
import type { Model } from '../../models/index.ts'
import { decide } from '../decide.ts'
import { searchDepthFirst } from './depth-first.ts'
import { lastReturn } from '../explanation/point-of-violation.ts'
import { shrinkConflict, withResultsOf } from '../explanation/shrink-conflict.ts'
import { forgottenAfter } from './prepare.ts'

// operations handed to the checker plus steps it took, over all attempts: about a second
const AFFORDABLE = 6_000_000
const STEPS_OF_ONE_ATTEMPT = 60_000
// forgotten results make a search larger; one that grows beyond this, times the first, finds out too late
const FEW_STEPS = 1000
const MAX_GROWTH = 5

/**
 * The minimal core of a violation: of what had returned when the blocking operation did, so that it is one of them. A conflict
 * that was found elsewhere may stand on what came later, and says nothing of why that operation is refused.
 */
export function coreOfViolation(
  model: Model,
  operations: readonly Operation[],
  blocking: Operation,
  conflict: readonly Operation[] | undefined,
): readonly Operation[] | undefined {
  if (conflict !== undefined && lastReturn(conflict) <= blocking.returned) return minimalCore(model, conflict)
  const past = forgottenAfter(model, operations, blocking.returned)
  const decision = conflict && decide(model, past, { maxSteps: STEPS_OF_ONE_ATTEMPT })
  const ofPast = decision?.verdict === 'illegal' ? (decision.conflict ?? past) : past
  return minimalCore(model, ofPast) ?? minimalCore(model, conflict ?? operations)
}

/**
 * Makes a set of operations that cannot be linearized 1-minimal: forgetting the result of any one that is left
 * makes the rest linearizable. Undefined when the set can be linearized after all, or when it costs too much.
 */
function minimalCore(model: Model, conflict: readonly Operation[]): readonly Operation[] | undefined {
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
