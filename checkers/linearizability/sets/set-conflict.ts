import type { Operation } from '../../../src/record/operation.ts'
import { elementKey } from '../../models/collections/append-list.ts'
import type { ElementConflict } from './element-conflict.ts'
import type { SetHistory, SetRead } from './set-history.ts'

/** The operations with the adds of the elements. */
export function conflictOver(
  history: SetHistory,
  operations: readonly Operation[],
  elements: readonly unknown[],
): ElementConflict {
  const all = new Set([...operations, ...elements.flatMap((element) => addsOf(history, element))])
  return { operations: [...all], elements }
}

/** Two reads of a set that only grows, of which neither saw all that the other saw. */
export function misfit(history: SetHistory, one: SetRead, other: SetRead): ElementConflict {
  const elements = [...missing(one, other).slice(0, 1), ...missing(other, one).slice(0, 1)]
  return conflictOver(history, [one.operation, other.operation], elements)
}

/** What the first read saw and the second did not. */
export function missing(one: SetRead, other: SetRead): unknown[] {
  const seen = new Set(other.list.map(elementKey))
  return one.list.filter((element) => !seen.has(elementKey(element)))
}

/** The conflict with all adds of which its reads tell. */
export function withAddsRead(history: SetHistory, conflict: ElementConflict): Operation[] {
  const kept = new Set(conflict.operations)
  for (const { operation, list } of history.reads) {
    if (!kept.has(operation)) continue
    for (const add of list.flatMap((element) => addsOf(history, element))) kept.add(add)
  }
  return [...kept]
}

function addsOf({ elements }: SetHistory, element: unknown): readonly Operation[] {
  return elements.get(elementKey(element))?.adds ?? []
}
