import { elementAt } from '../../src/base/element-at.ts'
import type { Operation } from '../../src/record/operation.ts'
import { amountAdded, totalKnown } from '../models/accounts/counter.ts'
import type { Model } from '../models/index.ts'
import type { SearchBudget } from '../porcupine-wasm/index.ts'
import type { Answer, PointOfViolation } from './answer.ts'
import { isRequired } from './search/prepare.ts'
import { searchPortfolio } from './search/portfolio.ts'
import { findPointOfViolation } from './explanation/point-of-violation.ts'

// where the history turns is sought this long; then it is said to be at the operation that is out of bounds
const STEPS_OF_TURN = 1_000_000

/**
 * Refutes a counter in time n log n: a total told, that no choice of what was under way then can give. It lies between
 * what had certainly been added before with all that may have been taken away, and that with all that may have been
 * added; what is of unknown outcome may. The bounds are those of Jepsen's counter checker. Undefined when all totals are
 * within theirs: then it must be searched.
 */
export function decideCounter(
  model: Model,
  operations: readonly Operation[],
  budget: SearchBudget,
): Answer | undefined {
  const outside = firstOutOfBounds(operations, model.init() as number)
  if (outside === undefined) return undefined
  const point = (): PointOfViolation | undefined => {
    const limited = { ...budget, maxSteps: Math.min(budget.maxSteps ?? STEPS_OF_TURN, STEPS_OF_TURN) }
    const found = findPointOfViolation(model, operations, outside.returned, (past) => {
      const cut = searchPortfolio(model, past, limited)
      if (cut.verdict === 'unknown') return undefined
      return cut.verdict === 'ok' ? cut.order : null
    })
    return found ?? { blocking: outside, prefixes: [[]] }
  }
  return { verdict: 'illegal', point, steps: operations.length }
}

/** Of those that return the first. */
function firstOutOfBounds(operations: readonly Operation[], initial: number): Operation | undefined {
  // at a call: what returned before has been added; at a return: what was called before may have been
  const byReturn = operations.filter(isRequired).sort((a, b) => a.returned - b.returned)
  const byCall = [...operations].sort((a, b) => a.invoked - b.invoked)
  const certain = new Map<Operation, readonly [sum: number, more: number, less: number]>()
  const sums = { all: initial, more: 0, less: 0 }
  let next = 0
  for (const operation of byCall) {
    for (; (byReturn[next]?.returned ?? Infinity) < operation.invoked; next++) {
      const amount = amountAdded(elementAt(byReturn, next))
      sums.all += amount
      if (amount > 0) sums.more += amount
      else sums.less += amount
    }
    certain.set(operation, [sums.all, sums.more, sums.less])
  }
  let more = 0
  let less = 0
  next = 0
  for (const operation of byReturn) {
    for (; (byCall[next]?.invoked ?? Infinity) <= operation.returned; next++) {
      const amount = amountAdded(elementAt(byCall, next))
      if (amount > 0) more += amount
      else less += amount
    }
    const told = totalKnown(operation)
    if (told === undefined) continue
    const [sum, certainlyMore, certainlyLess] = certain.get(operation) as readonly [number, number, number]
    // its own amount has been added by then
    const own = amountAdded(operation)
    const most = sum + own + (more - certainlyMore) - Math.max(0, own)
    const least = sum + own + (less - certainlyLess) - Math.min(0, own)
    if (told > most || told < least) return operation
  }
  return undefined
}
