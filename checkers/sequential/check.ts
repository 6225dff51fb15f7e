import { elementAt } from '../../src/base/element-at.ts'
import { countOf } from '../../src/base/count-of.ts'
import { assert } from '../../src/base/assert.ts'
import type { Operation } from '../../src/record/operation.ts'
import { leftOf } from '../linearizability/search/budget.ts'
import type { CheckOptions } from '../linearizability/search/budget.ts'
import { decide } from '../linearizability/decide.ts'
import type { LinearizabilityVerdict } from '../linearizability/index.ts'
import { promiseOf } from '../linearizability/promise.ts'
import type { Model } from '../models/index.ts'
import { explainSequential } from './explain.ts'
import { numberObjects, objectsOf } from './objects.ts'
import type { CheckedObject } from './objects.ts'
import { mergedOrder } from './merged-order.ts'
import { isSequentialOrder } from './replay.ts'
import { searchSequential } from './search.ts'

// whoever is linearizable is sequentially consistent too, and that is told quickly or not at all
const STEPS_OF_REAL_TIME = 500_000

/**
 * Whether all operations could have happened one at a time, those of each process in the order it called them
 * (Lamport 1979), on the objects of the model: when the calls of different processes were does not count. All objects
 * are checked together: two histories, each sequentially consistent on its object, need not be so as one.
 *
 * An operation of unknown outcome may have happened at any time after what its process had completed before it, or
 * never; a client that goes on under another process number counts as another.
 *
 * The verdict has the form of that of `checkLinearizability`, with one order of all operations as certificate. The search
 * is exact and may take exponentially long, so it ends with `unknown` where the budget does.
 * @throws InputError when the value of an operation is malformed for the model.
 */
export function checkSequential(
  operations: readonly Operation[],
  model: Model,
  options: CheckOptions = {},
): LinearizabilityVerdict {
  const objects = objectsOf(model, operations)
  const consistency = 'sequential'
  const counted = {
    model: model.name,
    operations: operations.length,
    partitions: objects.length,
    consistency,
    promise: promiseOf(objects[0]?.model ?? model, consistency),
  } as const
  if (!operations.some(({ outcome }) => outcome.type === 'ok')) {
    const because = 'no operation succeeded: the history proves nothing'
    return { valid: 'unknown', ...counted, because, spent: [] }
  }
  const { order: inRealTime, steps } = orderInRealTime(objects, options)
  const result =
    inRealTime === undefined
      ? searchSequential(numberObjects(objects), leftOf(options, steps))
      : { verdict: 'ok' as const, order: inRealTime }
  const numbered = objects.flatMap((object) => object.operations)
  const order = result.order.map((one) => (typeof one === 'number' ? elementAt(numbered, one) : one))
  if (result.verdict === 'ok') {
    assert(isSequentialOrder(objects, order), 'the search gave an order that is none of the history')
    return { valid: true, ...counted, certificate: [{ order: [...new Set(order.map(({ id }) => id))] }] }
  }
  if (result.verdict === 'unknown') {
    const limits = {
      steps: 'the step limit',
      memory: 'the memory limit',
      deadline: 'the deadline',
      beam: 'the width limit',
    }
    const because =
      `${limits[result.spent]} was reached after ${countOf(result.steps, 'step')}, with ${result.order.length} of ` +
      `${countOf(numbered.length, 'operation')} in order`
    return { valid: 'unknown', ...counted, because, spent: [result.spent] }
  }
  return { valid: false, ...counted, failure: explainSequential(model, operations, objects, options) }
}

/** An order of all operations that keeps real time too; undefined when that is not found quickly. */
function orderInRealTime(
  objects: readonly CheckedObject[],
  options: CheckOptions,
): { readonly order: readonly Operation[] | undefined; readonly steps: number } {
  const orders: (readonly Operation[])[] = []
  let steps = 0
  for (const { model, operations } of objects) {
    const { maxSteps, ...rest } = leftOf(options, steps)
    const decision = decide(model, operations, { ...rest, maxSteps: Math.min(maxSteps, STEPS_OF_REAL_TIME) })
    steps += decision.steps
    if (decision.verdict !== 'ok') return { order: undefined, steps }
    orders.push(decision.order)
  }
  return { order: mergedOrder(orders), steps }
}
