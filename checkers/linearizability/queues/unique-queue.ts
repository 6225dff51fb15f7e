import type { Operation } from '../../../src/record/operation.ts'
import type { Model } from '../../models/index.ts'
import type { Answer } from '../answer.ts'
import { decideByPlacement } from '../search/placed.ts'
import { placeQueue } from './queue-placement.ts'

/**
 * Decides a queue into which every value is put once, in time n log n whatever the concurrency. Undefined when
 * it does not apply, or when dequeues of unknown outcome may be why it has no order.
 */
export function decideUniqueQueue(model: Model, operations: readonly Operation[]): Answer | undefined {
  return decideByPlacement(model, operations, placeQueue)
}
