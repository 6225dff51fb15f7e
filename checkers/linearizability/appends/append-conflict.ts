import type { Operation } from '../../../src/record/operation.ts'
import { commonLength, elementKey } from '../../models/collections/append-list.ts'
import type { AppendHistory, ListRead } from './append-history.ts'
import type { ElementConflict } from '../sets/element-conflict.ts'

/** The operations with the appends of the elements. */
export function conflictOver(
  history: AppendHistory,
  operations: readonly Operation[],
  elements: readonly unknown[],
): ElementConflict {
  const all = new Set([...operations, ...elements.flatMap((element) => appendsOf(history, element))])
  return { operations: [...all], elements }
}

function appendsOf({ appends, again }: AppendHistory, element: unknown): Operation[] {
  const key = elementKey(element)
  return [appends.get(key), again.get(key)].filter((append) => append !== undefined)
}

/** Two reads of which neither is the beginning of the other: they saw two elements in either order. */
export function disagreement(history: AppendHistory, one: ListRead, other: ListRead): ElementConflict {
  const at = commonLength(one.list, other.list)
  return conflictOver(history, [one.operation, other.operation], [one.list[at], other.list[at]])
}

/** The conflict with all appends of which its reads tell. */
export function withAppendsRead(
  operations: readonly Operation[],
  history: AppendHistory,
  conflict: ElementConflict,
): Operation[] {
  const kept = new Set(conflict.operations)
  for (const { operation, list } of history.reads) {
    if (!kept.has(operation)) continue
    for (const append of list.flatMap((element) => appendsOf(history, element))) kept.add(append)
  }
  return operations.filter((operation) => kept.has(operation))
}
