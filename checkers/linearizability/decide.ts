import { assert } from '../../src/base/assert.ts'
import type { Operation } from '../../src/record/operation.ts'
import type { DirectDecider, Model } from '../models/model.ts'
import type { SearchBudget } from '../porcupine-wasm/index.ts'
import type { Answer, PointOfViolation } from './answer.ts'
import { decideCounter } from './counter-bounds.ts'
import { decideFocused } from './focused.ts'
import { decideFromStart } from './search/from-start.ts'
import { searchPortfolio } from './search/portfolio.ts'
import { refuteBySweep } from './search/refute-by-sweep.ts'
import { isLinearization } from './search/replay.ts'
import { lastReturn } from './explanation/point-of-violation.ts'
import { decideUniqueAppends } from './appends/unique-appends.ts'
import { decideUniqueIds } from './unique-ids.ts'
import { decideUniqueQueue } from './queues/unique-queue.ts'
import { decideUniqueSets } from './sets/unique-sets.ts'
import { decideUniqueValues } from './unique-values.ts'

type Decider = (model: Model, operations: readonly Operation[], budget: SearchBudget) => Answer | undefined

/** Each gives undefined where it does not apply to the history, or where its answer could not be confirmed. */
const deciders: { readonly [kind in DirectDecider]: Decider } = {
  register: decideUniqueValues,
  append: decideUniqueAppends,
  set: decideUniqueSets,
  queue: decideUniqueQueue,
  'unique-ids': decideUniqueIds,
  counter: decideCounter,
}

/** Decides one object by the quickest way that applies. Every order given has been replayed. */
export function decide(model: Model, operations: readonly Operation[], budget: SearchBudget): Answer {
  const quick =
    model.start === undefined
      ? decideQuickly(model, operations, budget)
      : decideFromStart(model, operations, (empty, all) => decideQuickly(empty, all, budget))
  return quick ?? search(model, operations, budget)
}

/** Undefined where no quicker way than a plain search applies. */
function decideQuickly(
  model: Model,
  operations: readonly Operation[],
  budget: SearchBudget,
): Answer | undefined {
  const direct = model.decide === undefined ? undefined : deciders[model.decide]
  return direct?.(model, operations, budget) ?? decideFocused(model, operations, budget)
}

/**
 * Where a history that was found not to be linearizable stops being so. What the quick way cannot tell is
 * searched; where that takes too long, it has by the last return in a conflict. Undefined when nothing is sure.
 */
export function pointOfViolationOf(
  model: Model,
  operations: readonly Operation[],
  { point, conflict }: Extract<Answer, { verdict: 'illegal' }>,
  budget: SearchBudget,
): PointOfViolation | undefined {
  const told = point()
  if (told !== undefined) return told
  const searched = search(model, operations, budget)
  assert(searched.verdict !== 'ok', 'a history found not to be linearizable has an order')
  if (searched.verdict === 'illegal') return searched.point()
  const last = conflict && lastReturn(conflict)
  const blocking = conflict?.find(({ returned }) => returned === last)
  return blocking && { blocking, prefixes: [[]] }
}

function search(model: Model, operations: readonly Operation[], budget: SearchBudget): Answer {
  const decision = searchPortfolio(model, operations, budget, (suspects, left) =>
    refuteBySweep(model, suspects, left),
  )
  if (decision.verdict === 'ok') {
    assert(
      isLinearization(model, operations, decision.order),
      'the search gave an order that is no linearization',
    )
  }
  return decision
}
