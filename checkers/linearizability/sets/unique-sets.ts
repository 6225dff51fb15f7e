import type { Operation } from '../../../src/record/operation.ts'
import type { Model } from '../../models/index.ts'
import type { Answer } from '../answer.ts'
import { onItsOwn } from './element-conflict.ts'
import { decideByPlacement } from '../search/placed.ts'
import type { Placement } from '../search/placed.ts'
import { withAddsRead } from './set-conflict.ts'
import { placeGrowth } from './set-growth.ts'
import { readSetHistory } from './set-history.ts'
import type { SetHistory } from './set-history.ts'
import { placeElement } from './set-presence.ts'
import { inOrder } from '../search/timed.ts'
import type { Timed } from '../search/timed.ts'

/**
 * Decides a set in time n log n and that of looking at what was read, whatever the concurrency and the number of
 * unknown outcomes: one of which nothing is removed, as for Jepsen's `set-full`, or one that is never read as a
 * whole and to which every element that is removed is added once. Undefined when it does not apply.
 */
export function decideUniqueSets(model: Model, operations: readonly Operation[]): Answer | undefined {
  return decideByPlacement(model, operations, placeSet)
}

function placeSet(operations: readonly Operation[]): Placement | undefined {
  const history = readSetHistory(operations)
  if (history === undefined) return undefined
  const isGrowing = [...history.elements.values()].every(({ removes }) => removes.length === 0)
  if (!isGrowing) return history.reads.length === 0 ? placeApart(history) : undefined
  const placed = placeGrowth(history)
  if ('order' in placed) return placed
  return { conflict: withAddsRead(history, placed.conflict), onItsOwn: onItsOwn(placed.conflict) }
}

/** Where nobody reads the whole set, its elements have nothing to do with one another. */
function placeApart({ elements }: SetHistory): Placement | undefined {
  const timed: (readonly Timed[])[] = []
  for (const element of elements.values()) {
    const placed = placeElement(element)
    if (placed === undefined || 'conflict' in placed) return placed
    timed.push(placed)
  }
  return { order: inOrder(timed.flat()) }
}
