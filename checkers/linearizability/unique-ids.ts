import { ValueNumbers } from '../../src/base/value-numbers.ts'
import type { Operation } from '../../src/history/operation.ts'
import type { Model } from '../models/index.ts'
import { idGiven } from '../models/unique-ids.ts'
import type { Decision } from './decision.ts'
import { decideByPlacement } from './placed.ts'
import type { Placement } from './placed.ts'
import { isRequired } from './prepare.ts'

/** Decides ids in one pass: any order will do unless two operations gave the same. */
export function decideUniqueIds(model: Model, operations: readonly Operation[]): Decision | undefined {
  return model.name === 'unique-ids' ? decideByPlacement(model, operations, placeIds) : undefined
}

function placeIds(operations: readonly Operation[]): Placement {
  const numbers = new ValueNumbers()
  const givers: Operation[] = []
  for (const operation of operations.filter(isRequired)) {
    const number = numbers.of(idGiven(operation))
    const other = givers[number]
    if (other !== undefined) return { conflict: [other, operation] }
    givers[number] = operation
  }
  return { order: operations.filter(isRequired).sort((a, b) => a.invoked - b.invoked) }
}
