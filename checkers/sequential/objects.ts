import type { Operation } from '../../src/record/operation.ts'
import { packColumns } from '../linearizability/search/columns.ts'
import { relevantOperations } from '../linearizability/search/prepare.ts'
import { partitionByKey } from '../models/index.ts'
import type { Model } from '../models/index.ts'
import type { HistoryColumns } from '../porcupine-wasm/index.ts'

/** One object, with the operations on it that say something. */
export interface CheckedObject {
  readonly key?: string
  readonly model: Model
  readonly operations: readonly Operation[]
}

/** The objects of a history, where real time tells nothing. */
export function objectsOf(model: Model, operations: readonly Operation[]): CheckedObject[] {
  const untimed = model.untimed ?? model
  const parts = untimed.partition?.(operations) ?? partitionByKey(operations)
  return parts.map(({ key, operations: members, model: own = untimed }) => ({
    ...(key !== undefined && { key }),
    model: own,
    operations: relevantOperations(own, members),
  }))
}

/** An operation as the search of all objects sees it: which object, and what it does there, in numbers. */
export interface NumberedOperation {
  readonly object: number
  readonly opClass: number
}

/** All objects as one: a state is a number for each. */
export interface NumberedObjects {
  readonly operations: readonly Operation[]
  /** By operation. */
  readonly numbered: readonly NumberedOperation[]
  /** By object; see {@link HistoryColumns}. */
  readonly columns: readonly HistoryColumns[]
}

export function numberObjects(objects: readonly CheckedObject[]): NumberedObjects {
  const operations: Operation[] = []
  const numbered: NumberedOperation[] = []
  const columns = objects.map(({ model, operations: members }, object) => {
    const packed = packColumns(model, members)
    members.forEach((operation, index) => {
      operations.push(operation)
      numbered.push({ object, opClass: packed.classes[index] as number })
    })
    return packed
  })
  return { operations, numbered, columns }
}
