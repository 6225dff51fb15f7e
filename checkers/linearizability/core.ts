import { assert } from '../../src/base/assert.ts'
import type { Operation } from '../../src/history/operation.ts'
import type { Model } from '../models/index.ts'
import { decide } from './decide.ts'
import { searchDepthFirst } from './depth-first.ts'
import { isRequired, withoutUnseen, withUnknownOutcome } from './prepare.ts'

// operations handed to the checker plus steps it took, over all attempts: about a tenth of a second
const affordable = 600_000
const stepsOfOneAttempt = 60_000

/**
 * Makes a set of operations that cannot be linearized 1-minimal: forgetting the result of any one that is left
 * makes the rest linearizable. A read whose result is forgotten is gone; a change becomes one of unknown
 * outcome, because what others saw of it must stay explicable. Undefined when the set can be linearized after
 * all, or when it costs too much.
 */
export function minimalCore(model: Model, conflict: readonly Operation[]): readonly Operation[] | undefined {
  let spent = 0
  const isIllegal = (required: ReadonlySet<Operation>): boolean => {
    const history = withResultsOf(model, conflict, required)
    const decision = decide(model, history, { maxSteps: stepsOfOneAttempt })
    spent += history.length + decision.steps
    return decision.verdict === 'illegal'
  }
  let core = conflict.filter(isRequired)
  if (!isIllegal(new Set(core))) return undefined
  for (let size = Math.ceil(core.length / 2); size >= 1; size = Math.floor(size / 2)) {
    let removed: boolean
    do {
      removed = false
      // from the end: what came late is least likely to be what made the history impossible
      for (let start = core.length - size; start > -size; start -= size) {
        const from = Math.max(0, start)
        const rest = core.filter((_, index) => index < from || index >= start + size)
        if (rest.length === core.length || !isIllegal(new Set(rest))) continue
        core = rest
        removed = true
        if (spent > affordable) return undefined
      }
      if (spent > affordable) return undefined
    } while (removed && size === 1)
  }
  // shortcuts and look-ahead found it; the plain search must not be able to explain it
  const plain = searchDepthFirst(model, withResultsOf(model, conflict, new Set(core)), {
    maxSteps: stepsOfOneAttempt,
  })
  assert(plain.verdict !== 'ok', 'operations said to be in conflict can be linearized')
  return core
}

function withResultsOf(
  model: Model,
  operations: readonly Operation[],
  required: ReadonlySet<Operation>,
): Operation[] {
  const history: Operation[] = []
  for (const operation of operations) {
    if (!isRequired(operation) || required.has(operation)) history.push(operation)
    else if (!model.isRead(operation)) history.push(withUnknownOutcome(operation))
  }
  return withoutUnseen(model, history)
}
