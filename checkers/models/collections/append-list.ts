import { canonicalJson, sameJson } from '../../../src/base/json.ts'

/**
 * A list whose elements never change: the first `length` of a branch, which it shares with the lists that went
 * on from it. Lists with equal elements are one object, so that telling two states apart costs nothing
 * however long they are.
 */
export interface List {
  readonly id: number
  readonly length: number
  readonly branch: Branch
  /** The list with one element more that goes on in this branch. */
  next: List | undefined
  /** Other lists with one element more, by that element. */
  forks: Map<unknown, List> | undefined
  readonly ids: { next: number }
}

/** Elements in one array, so that to compare a list that was read costs little more than to look at it. */
interface Branch {
  /** The list it grew out of; the elements are those after it. */
  readonly trunk: List | undefined
  readonly elements: unknown[]
}

export function emptyList(): List {
  const branch = { trunk: undefined, elements: [] }
  return { id: 0, length: 0, branch, next: undefined, forks: undefined, ids: { next: 1 } }
}

export function appended(list: List, element: unknown): List {
  const { next, branch } = list
  if (next === undefined) return (list.next = longer(list, branch, element))
  if (sameElement(lastOf(next), element)) return next
  const key = elementKey(element)
  const forks = (list.forks ??= new Map<unknown, List>())
  const known = forks.get(key)
  if (known !== undefined) return known
  const fork = longer(list, { trunk: list, elements: [] }, element)
  forks.set(key, fork)
  return fork
}

function longer({ length, ids }: List, branch: Branch, element: unknown): List {
  branch.elements.push(element)
  return { id: ids.next++, length: length + 1, branch, next: undefined, forks: undefined, ids }
}

function lastOf({ length, branch: { trunk, elements } }: List): unknown {
  return elements[length - (trunk?.length ?? 0) - 1]
}

/** From the end: lists of one length mostly differ there. */
export function holds(list: List, expected: readonly unknown[]): boolean {
  if (list.length !== expected.length) return false
  for (let at: List | undefined = list; at !== undefined; at = at.branch.trunk) {
    const { trunk, elements } = at.branch
    const start = trunk?.length ?? 0
    for (let index = at.length - 1; index >= start; index--) {
      if (!sameElement(elements[index - start], expected[index])) return false
    }
  }
  return true
}

export function elementsOf(list: List): unknown[] {
  const parts: unknown[][] = []
  for (let at: List | undefined = list; at !== undefined; at = at.branch.trunk) {
    const { trunk, elements } = at.branch
    parts.push(elements.slice(0, at.length - (trunk?.length ?? 0)))
  }
  return parts.reverse().flat()
}

/** Equal for equal elements, different for different ones. */
export function elementKey(element: unknown): unknown {
  return typeof element === 'number' ? element : canonicalJson(element)
}

/** How many elements two lists have in common at their beginning. */
export function commonLength(a: readonly unknown[], b: readonly unknown[]): number {
  const most = Math.min(a.length, b.length)
  for (let index = 0; index < most; index++) if (!sameElement(a[index], b[index])) return index
  return most
}

function sameElement(a: unknown, b: unknown): boolean {
  return a === b || sameJson(a, b)
}
