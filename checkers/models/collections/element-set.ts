import { canonicalJson } from '../../../src/base/json.ts'
import { elementKey } from './append-list.ts'

/**
 * A set that never changes: a binary tree over the numbers of its elements, 32 to a leaf. Equal sets are one
 * tree (hash-consing), so a change costs the height of the tree, and so does telling two sets apart.
 */
export interface ElementSet {
  /** It has room for `32 << height` elements, and would not without its last half. */
  readonly height: number
  readonly root: Tree
  readonly size: number
  readonly universe: Universe
}

/** A leaf is its bits; nothing at all is 0 at every height. */
type Tree = number | Branch

interface Branch {
  readonly id: number
  readonly left: Tree
  readonly right: Tree
}

/** What the sets that grew out of one empty set share. */
interface Universe {
  readonly elements: unknown[]
  readonly numbers: Map<unknown, number>
  /** By left half, then by right half. */
  readonly branches: Map<Tree, Map<Tree, Branch>>
  nextId: number
  /** By number, the last list that had the element; lists are counted as they are compared. */
  readonly listedIn: number[]
  lists: number
}

export function emptySet(): ElementSet {
  const universe = {
    elements: [],
    numbers: new Map(),
    branches: new Map(),
    nextId: 1,
    listedIn: [],
    lists: 0,
  }
  return { height: 0, root: 0, size: 0, universe }
}

/** Equal for equal sets of one universe, different for different ones. */
export function setKey({ height, root }: ElementSet): string {
  return `${height} ${typeof root === 'number' ? root : root.id}`
}

export function hasElement(set: ElementSet, element: unknown): boolean {
  const number = set.universe.numbers.get(elementKey(element))
  return number !== undefined && hasNumber(set, number)
}

function hasNumber({ height, root }: ElementSet, number: number): boolean {
  if (!hasRoom(height, number)) return false
  let at = root
  for (let level = height - 1; typeof at !== 'number'; level--)
    at = isRight(number, level) ? at.right : at.left
  return (at & (1 << (number & 31))) !== 0
}

export function withElement(set: ElementSet, element: unknown): ElementSet {
  if (hasElement(set, element)) return set
  const { universe, size } = set
  const number = numberOf(universe, element)
  let { height, root } = set
  for (; !hasRoom(height, number); height++) root = branch(universe, root, 0)
  return { height, root: flipped(universe, root, height, number), size: size + 1, universe }
}

export function withoutElement(set: ElementSet, element: unknown): ElementSet {
  if (!hasElement(set, element)) return set
  const { universe, size } = set
  let { height } = set
  let root = flipped(universe, set.root, height, numberOf(universe, element))
  for (; height > 0 && (typeof root === 'number' || root.right === 0); height--)
    root = typeof root === 'number' ? root : root.left
  return { height, root, size: size - 1, universe }
}

/** The element of the lowest number; undefined when it has none. Equal sets of one universe have the same. */
export function firstElement({ height, root, universe }: ElementSet): unknown {
  let at = root
  let number = 0
  for (let level = height - 1; typeof at !== 'number'; level--) {
    const isLeftEmpty = at.left === 0
    if (isLeftEmpty) number += 32 << level
    at = isLeftEmpty ? at.right : at.left
  }
  return at === 0 ? undefined : universe.elements[number + 31 - Math.clz32(at & -at)]
}

/** Whether it has just these elements, each of which is listed once. */
export function hasExactly(set: ElementSet, elements: readonly unknown[]): boolean {
  if (elements.length !== set.size) return false
  const { universe } = set
  const list = ++universe.lists
  return elements.every((element) => {
    const number = universe.numbers.get(elementKey(element))
    if (number === undefined || universe.listedIn[number] === list || !hasNumber(set, number)) return false
    universe.listedIn[number] = list
    return true
  })
}

/** As JSON texts, in code-unit order. */
export function elementTexts(set: ElementSet): string[] {
  const members = set.universe.elements.filter((element) => hasElement(set, element))
  return members.map(canonicalJson).sort()
}

function numberOf({ elements, numbers, listedIn }: Universe, element: unknown): number {
  const key = elementKey(element)
  const known = numbers.get(key)
  if (known !== undefined) return known
  numbers.set(key, elements.length)
  listedIn.push(0)
  return elements.push(element) - 1
}

function hasRoom(height: number, number: number): boolean {
  return number >>> (height + 5) === 0
}

function isRight(number: number, level: number): boolean {
  return ((number >>> (level + 5)) & 1) === 1
}

function flipped(universe: Universe, tree: Tree, height: number, number: number): Tree {
  if (height === 0) return (tree as number) ^ (1 << (number & 31))
  const { left, right } = typeof tree === 'number' ? { left: 0, right: 0 } : tree
  return isRight(number, height - 1)
    ? branch(universe, left, flipped(universe, right, height - 1, number))
    : branch(universe, flipped(universe, left, height - 1, number), right)
}

function branch(universe: Universe, left: Tree, right: Tree): Tree {
  if (left === 0 && right === 0) return 0
  let siblings = universe.branches.get(left)
  if (siblings === undefined) universe.branches.set(left, (siblings = new Map()))
  const known = siblings.get(right)
  if (known !== undefined) return known
  const made = { id: universe.nextId++, left, right }
  siblings.set(right, made)
  return made
}
