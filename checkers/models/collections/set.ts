import { canonicalJson } from '../../../src/base/json.ts'
import type { Operation } from '../../../src/record/operation.ts'
import { elementKey } from './append-list.ts'
import { partition, partitionByKey } from '../by-key.ts'
import { describeCall, malformed, shortened } from '../describe.ts'
import {
  elementTexts,
  emptySet,
  hasElement,
  hasExactly,
  setKey,
  withElement,
  withoutElement,
} from './element-set.ts'
import type { ElementSet } from './element-set.ts'
import type { Model, Partition } from '../model.ts'
import { firstReturned, isAmong, startOf } from '../start.ts'

/**
 * A set per key: `add` and `remove` an element (both succeed whether or not it was there), `contains` an
 * element (true or false), `read` all of them in any order.
 */
export const set: Model<ElementSet> = setFrom([])

/** The set with some elements at first. */
export function setFrom(initial: readonly unknown[]): Model<ElementSet> {
  return {
    name: 'set',
    decide: 'set',
    functions: ['add', 'remove', 'contains', 'read'],
    isRead: ({ f }) => f === 'contains' || f === 'read',
    init: () => initial.reduce<ElementSet>(withElement, emptySet()),
    step(state, operation) {
      const { f, value, outcome } = operation
      if (f === 'add') return withElement(state, value)
      if (f === 'remove') return withoutElement(state, value)
      if (outcome.type !== 'ok') return state
      const isSo =
        f === 'read' ? hasExactly(state, elementsRead(operation)) : outcome.value === hasElement(state, value)
      return isSo ? state : undefined
    },
    key: setKey,
    partition: partitionSets,
    unseen: unseenChanges,
    ...startOf(initial, 'add', () => set),
    values: { brought: elementsBrought, seen: elementsSeen, isAtFirst: isAmong(initial) },
    initials: elementsAtFirst,
    describeOperation(operation) {
      const isRead = operation.f === 'read'
      return describeCall(operation, isRead ? [] : [operation.value], isRead || operation.f === 'contains')
    },
    describeState: (state) => shortened(`{${elementTexts(state).join(', ')}}`),
  }
}

// Unless the whole set is read, its elements have nothing to do with one another.
function partitionSets(operations: readonly Operation[]): Partition[] {
  return partitionByKey(operations).flatMap(({ key, operations: members }) => {
    if (members.some(({ f }) => f === 'read')) return [partition(key, members)]
    const groups = new Map<string, Operation[]>()
    for (const operation of members) {
      const element = canonicalJson(operation.value)
      const group = groups.get(element)
      if (group === undefined) groups.set(element, [operation])
      else group.push(operation)
    }
    return [...groups].map(([element, group]) =>
      partition(key === undefined ? element : `${key}/${element}`, group),
    )
  })
}

// An add matters only to one who saw the element there, a remove only to one who saw it absent.
function unseenChanges(operations: readonly Operation[]): (operation: Operation) => boolean {
  const present = new Set<unknown>()
  const absent = new Set<unknown>()
  let reads = 0
  const times = new Map<unknown, number>()
  for (const operation of operations) {
    const { f, value, outcome } = operation
    if (outcome.type !== 'ok') continue
    if (f === 'contains') (outcome.value === true ? present : absent).add(elementKey(value))
    if (f !== 'read') continue
    reads++
    for (const key of new Set(elementsRead(operation).map(elementKey)))
      times.set(key, (times.get(key) ?? 0) + 1)
  }
  return ({ f, value }) => {
    const key = elementKey(value)
    if (f === 'add') return !present.has(key) && !times.has(key)
    return f === 'remove' && !absent.has(key) && (times.get(key) ?? 0) === reads
  }
}

/** What an ok read returned; null is the empty set. */
function elementsRead(operation: Operation): readonly unknown[] {
  const value = operation.outcome.type === 'ok' ? operation.outcome.value : undefined
  if (value === null || value === undefined) return []
  if (!Array.isArray(value)) throw malformed({ ...operation, value }, 'a list as its result')
  return value
}

function elementsBrought({ f, value }: Operation): readonly unknown[] {
  return f === 'add' ? [value] : []
}

function elementsSeen(operation: Operation): readonly unknown[] {
  const { f, value, outcome } = operation
  if (f === 'read') return elementsRead(operation)
  return f === 'contains' && outcome.type === 'ok' && outcome.value === true ? [value] : []
}

/** What the first read found that nobody added; where nobody reads all, what was found. */
function elementsAtFirst(operations: readonly Operation[]): unknown[] {
  const read = firstReturned(operations.filter(({ f, outcome }) => f === 'read' && outcome.type === 'ok'))
  const seen = read === undefined ? operations.flatMap(elementsSeen) : elementsRead(read)
  const added = new Set(operations.flatMap(elementsBrought).map(elementKey))
  const found = new Map(seen.map((element) => [elementKey(element), element]))
  const missing = [...found].flatMap(([key, element]) => (added.has(key) ? [] : [element]))
  return missing.length === 0 ? [] : [missing]
}
