import type { Operation } from '../../src/record/operation.ts'
import type { Partition } from './model.ts'

/** One partition for each key, in the order of their first operation. */
export function partitionByKey(operations: readonly Operation[]): Partition[] {
  const groups = new Map<string | undefined, Operation[]>()
  for (const operation of operations) {
    const group = groups.get(operation.key)
    if (group === undefined) groups.set(operation.key, [operation])
    else group.push(operation)
  }
  return [...groups].map(([key, members]) => partition(key, members))
}

export function partition(key: string | undefined, operations: readonly Operation[]): Partition {
  return key === undefined ? { operations } : { key, operations }
}
