import type { Operation } from '../../../src/record/operation.ts'
import { elementKey } from '../../models/collections/append-list.ts'

/** Operations that allow no order, whatever else was in the list or set than these elements. */
export interface ElementConflict {
  readonly operations: readonly Operation[]
  readonly elements: readonly unknown[]
}

/**
 * The conflict as if nothing but its elements had ever been put in. An order of the whole history stays one
 * when an element is taken out of it, what put it in and all that was read of it; so a conflict that remains is
 * one of the whole.
 */
export function onItsOwn({ operations, elements }: ElementConflict): Operation[] {
  const kept = new Set(elements.map(elementKey))
  return operations.map((operation) => {
    const { f, outcome } = operation
    if (f !== 'read' || outcome.type !== 'ok') return operation
    const list = (outcome.value ?? []) as readonly unknown[]
    const value = list.filter((element) => kept.has(elementKey(element)))
    return { ...operation, outcome: { ...outcome, value } }
  })
}
