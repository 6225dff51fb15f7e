import { assert } from '../../src/base/assert.ts'
import type { Operation } from '../../src/history/operation.ts'
import type { Model } from '../models/model.ts'
import type { SearchBudget } from '../porcupine-wasm/index.ts'
import type { Decision } from './decision.ts'
import { searchDepthFirst } from './depth-first.ts'
import { decideFocused } from './focused.ts'
import { isLinearization } from './replay.ts'
import { decideUniqueValues } from './unique-values.ts'

/** Decides one object by the quickest way that applies. Every order given has been replayed. */
export function decide(model: Model, operations: readonly Operation[], budget: SearchBudget): Decision {
  const quick = decideUniqueValues(model, operations) ?? decideFocused(model, operations, budget)
  if (quick !== undefined) return quick
  const decision = searchDepthFirst(model, operations, budget)
  if (decision.verdict === 'ok') {
    assert(
      isLinearization(model, operations, decision.order),
      'the search gave an order that is no linearization',
    )
  }
  return decision
}
