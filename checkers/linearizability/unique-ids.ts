import { ValueNumbers } from '../../src/base/value-numbers.ts'
import type { Operation } from '../../src/record/operation.ts'
import { hasElement } from '../models/collections/element-set.ts'
import type { ElementSet } from '../models/collections/element-set.ts'
import type { Model } from '../models/index.ts'
import { idGiven } from '../models/collections/unique-ids.ts'
import type { Answer } from './answer.ts'
import { decideByPlacement } from './search/placed.ts'
import type { Placement } from './search/placed.ts'
import { isRequired } from './search/prepare.ts'

/**
 * Decides ids in one pass: any order will do unless two operations gave the same, or one gave an id that was taken
 * before.
 */
export function decideUniqueIds(model: Model, operations: readonly Operation[]): Answer | undefined {
  const taken = model.init() as ElementSet
  const place = (history: readonly Operation[]): Placement => placeIds(taken, history)
  const placed = place(operations)
  if ('conflict' in placed) return decideByPlacement(model, operations, place)
  // to replay it would take longer than to see that it holds
  return { verdict: 'ok', order: placed.order, steps: operations.length }
}

function placeIds(taken: ElementSet, operations: readonly Operation[]): Placement {
  const numbers = new ValueNumbers()
  const givers: Operation[] = []
  const given = operations.filter(isRequired)
  for (const operation of given) {
    const id = idGiven(operation)
    const number = numbers.of(id)
    const other = givers[number]
    if (other !== undefined) return { conflict: [other, operation] }
    if (hasElement(taken, id)) return { conflict: [operation] }
    givers[number] = operation
  }
  return { order: given.sort((a, b) => a.invoked - b.invoked) }
}
