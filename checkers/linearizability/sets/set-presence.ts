import type { Operation } from '../../../src/record/operation.ts'
import { isRequired } from '../search/prepare.ts'
import type { ElementHistory } from './set-history.ts'
import { wasAdded } from './set-history.ts'
import type { Timed } from '../search/timed.ts'
import { lastReturn } from '../explanation/point-of-violation.ts'

/**
 * When what was done with one element of a set happened, or operations that allow no order; nobody reads the
 * whole set. Undefined when the element may have been added twice.
 *
 * The element is there once, from its add to the first remove after that. Those who saw it absent, and the other
 * removes, come before or after. So it is best to add it as late as those allow who saw it, and to remove it
 * right after the last of them; or, if that is possible, to have it there for just one position.
 */
export function placeElement(
  element: ElementHistory,
): readonly Timed[] | { readonly conflict: readonly Operation[] } | undefined {
  const { adds, removes, present, absent } = element
  const others = [...absent, ...removes.filter(isRequired)]
  const [add] = adds
  if (add === undefined) return present.length > 0 ? { conflict: present.slice(0, 1) } : others.map(atCall)
  if (!wasAdded(element)) return others.map(atCall)
  if (adds.length > 1) return undefined
  const first = present.reduce((one, other) => (other.returned < one.returned ? other : one), add)
  const last = present.reduce((one, other) => (other.invoked > one.invoked ? other : one), add)
  if (first.returned < add.invoked) return { conflict: [add, first] }

  const moment = removes.find(
    (remove) => Math.max(last.invoked, remove.invoked) <= Math.min(first.returned, remove.returned),
  )
  if (moment !== undefined) {
    const at = Math.max(last.invoked, moment.invoked)
    return presentFrom(element, at, moment, at)
  }
  const added = first.returned
  const late = others.filter(({ invoked }) => invoked > added)
  if (late.length === 0) return presentFrom(element, added, undefined, Infinity)
  const end = Math.max(added, last.invoked)
  const possible = removes.filter(({ returned }) => returned >= end)
  const removed = possible.reduce((least, { invoked }) => Math.min(least, Math.max(end, invoked)), Infinity)
  const early = late.find(({ returned }) => returned < removed)
  if (early !== undefined) {
    const seen = [add, first, last, early]
    // what was removed only after all these has nothing to do with them
    return {
      conflict: [...new Set([...seen, ...removes.filter(({ invoked }) => invoked <= lastReturn(seen))])],
    }
  }
  const remove = possible.find(({ invoked }) => invoked <= removed)
  return presentFrom(element, added, remove, removed)
}

function presentFrom(
  { adds, removes, present, absent }: ElementHistory,
  added: number,
  remove: Operation | undefined,
  removed: number,
): Timed[] {
  const others = [...absent, ...removes.filter((other) => other !== remove && isRequired(other))]
  return [
    ...others.filter(({ invoked }) => invoked <= added).map(atCall),
    ...adds.map((operation) => ({ operation, at: added })),
    ...present.map((operation) => ({ operation, at: Math.max(added, operation.invoked) })),
    ...(remove === undefined ? [] : [{ operation: remove, at: removed }]),
    ...others
      .filter(({ invoked }) => invoked > added)
      .map((operation) => ({ operation, at: Math.max(removed, operation.invoked) })),
  ]
}

function atCall(operation: Operation): Timed {
  return { operation, at: operation.invoked }
}
