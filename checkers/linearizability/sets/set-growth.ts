import type { Operation } from '../../../src/record/operation.ts'
import { elementKey } from '../../models/collections/append-list.ts'
import type { ElementConflict } from './element-conflict.ts'
import { conflictOver, missing } from './set-conflict.ts'
import type { ElementHistory, SetHistory, SetRead } from './set-history.ts'
import { wasAdded } from './set-history.ts'
import { levelReads } from './set-levels.ts'
import type { SetLevels } from './set-levels.ts'
import { inOrder } from '../search/timed.ts'
import type { Timed } from '../search/timed.ts'

/** A position before which something cannot have happened, and the operation whose invocation it is. */
interface Bound {
  readonly at: number
  readonly by: Operation | undefined
}

const anyTime: Bound = { at: -Infinity, by: undefined }

/**
 * An order of the operations on a set of which nothing is removed, or a few of them that allow none.
 *
 * The element's first add comes after all who saw it absent and before all who saw it there; the adds of what a
 * read saw more than the next smaller one, in any order, come between these two. Whatever has to come before an
 * operation puts a bound on its position, and it may not have returned before that. Of several adds of one
 * element the first invoked may as well be the one that counts: the others come later and change nothing.
 */
export function placeGrowth(
  history: SetHistory,
): { readonly order: readonly Operation[] } | { readonly conflict: ElementConflict } {
  const levels = levelReads(history)
  if ('conflict' in levels) return levels
  const timed: Timed[] = []
  const place = (operation: Operation, bound: Bound): Bound | { readonly conflict: ElementConflict } => {
    const after = later(bound, operation)
    if (operation.returned < after.at && bound.by !== undefined)
      return { conflict: outOfOrder(history, levels, bound.by, operation) }
    timed.push({ operation, at: after.at })
    return after
  }
  let floor = anyTime
  for (const { elements, reads } of stepsOf(history, levels)) {
    let ceiling = floor
    for (const { adds, present, absent } of elements) {
      let bound = floor
      for (const operation of absent) {
        timed.push({ operation, at: operation.invoked })
        bound = later(bound, operation)
      }
      if (adds.length === 0 && present[0] !== undefined)
        return { conflict: { operations: [present[0]], elements: [present[0].value] } }
      for (const operation of [...adds, ...present]) {
        const after = place(operation, bound)
        if ('conflict' in after) return after
        if (operation !== adds[0]) continue
        bound = after
        if (bound.at > ceiling.at) ceiling = bound
      }
    }
    floor = ceiling
    for (const { operation } of reads) {
      const after = place(operation, ceiling)
      if ('conflict' in after) return after
      if (after.at > floor.at) floor = after
    }
  }
  return { order: inOrder(timed) }
}

function later(bound: Bound, operation: Operation): Bound {
  return bound.at > operation.invoked ? bound : { at: operation.invoked, by: operation }
}

/** By level: the elements that came to it, and its reads; last the elements that no read saw. */
function stepsOf(
  { elements }: SetHistory,
  { reads, levelOf }: SetLevels,
): { readonly elements: ElementHistory[]; readonly reads: readonly SetRead[] }[] {
  const steps = [...reads, []].map((level) => ({ elements: [] as ElementHistory[], reads: level }))
  for (const element of elements.values()) {
    const level = levelOf[element.number] ?? reads.length
    const isThere = wasAdded(element) || level < reads.length
    // what nobody saw need not have been added
    steps[level]?.elements.push(isThere ? element : { ...element, adds: [] })
  }
  return steps
}

/** Why the second operation, though it returned before the first was invoked, has to come after it. */
function outOfOrder(
  history: SetHistory,
  { reads, levelOf }: SetLevels,
  first: Operation,
  second: Operation,
): ElementConflict {
  const pair = [first, second]
  const elements = pair.filter(({ f }) => f !== 'read').map(({ value }) => value)
  const readOf = (operation: Operation): SetRead | undefined =>
    history.reads.find((read) => read.operation === operation)
  const [before, after] = [readOf(first), readOf(second)]
  if (before !== undefined && after !== undefined)
    return conflictOver(history, pair, missing(after, before).slice(0, 1))
  const [one, other] = elements.map(elementKey)
  if (elements.length < 2 || one === other) return conflictOver(history, pair, elements.slice(0, 1))
  // that one element came before the other is told by a read
  const level = levelOf[history.elements.get(one)?.number ?? 0]
  const witness = reads[level ?? 0]?.[0]
  return conflictOver(history, witness === undefined ? pair : [...pair, witness.operation], elements)
}
