import { canonicalJson } from '../../../src/base/json.ts'
import type { Operation } from '../../../src/record/operation.ts'
import { focusOnLongestRead, longestOf } from './append-focus.ts'
import { appended, commonLength, elementKey, elementsOf, emptyList, holds } from './append-list.ts'
import type { List } from './append-list.ts'
import { describeCall, malformed, show } from '../describe.ts'
import { firstReturned, isAmong, startOf } from '../start.ts'
import type { Model } from '../model.ts'

/** A list per key: `append` value, `read` list; empty at first. */
export const append: Model<List> = appendFrom([])

/** The list with some elements at first. */
export function appendFrom(initial: readonly unknown[]): Model<List> {
  return {
    name: 'append',
    decide: 'append',
    functions: ['append', 'read'],
    isRead: ({ f }) => f === 'read',
    init: () => initial.reduce<List>(appended, emptyList()),
    step(state, operation) {
      if (operation.f === 'append') return appended(state, operation.value)
      if (operation.outcome.type !== 'ok') return state
      return holds(state, readList(operation)) ? state : undefined
    },
    key: (state) => String(state.id),
    unseen(operations) {
      const seen = elementsRead(operations)
      return ({ f, value }) => f === 'append' && !seen.has(elementKey(value))
    },
    ...startOf(initial, 'append', () => append),
    values: { brought: elementsBrought, seen: readList, isAtFirst: isAmong(initial) },
    initials: elementsAtFirst,
    focus: (operations) => focusOnLongestRead(operations, readList),
    repetition: { matters: ({ f }) => f === 'append', parts: repeatedIn },
    describeOperation: (operation) =>
      operation.f === 'append'
        ? describeCall(operation, [operation.value], false)
        : describeCall(operation, [], true),
    describeState: (state) => show(elementsOf(state)),
    readOf: elementsOf,
  }
}

/** The keys of all elements that were read: most reads are the beginning of the longest, which is read once. */
function elementsRead(operations: readonly Operation[]): ReadonlySet<unknown> {
  const lists = operations.map(readList)
  const longest = longestOf(lists)
  const seen = new Set(longest.map(elementKey))
  for (const list of lists) {
    for (let index = commonLength(list, longest); index < list.length; index++) {
      seen.add(elementKey(list[index]))
    }
  }
  return seen
}

/** A second append shows where its element is in the list twice, and nowhere else. */
function repeatedIn(operation: Operation): readonly string[] {
  if (operation.f === 'append') return [canonicalJson(operation.value)]
  const once = new Set<unknown>()
  return readList(operation).flatMap((element) => {
    const key = elementKey(element)
    if (once.has(key)) return [canonicalJson(element)]
    once.add(key)
    return []
  })
}

/** What an ok read returned (null is the empty list), nothing for anything else. */
function readList(operation: Operation): readonly unknown[] {
  if (operation.f !== 'read' || operation.outcome.type !== 'ok') return []
  const { value } = operation.outcome
  if (value === null || value === undefined) return []
  if (!Array.isArray(value)) throw malformed({ ...operation, value }, 'a list as its result')
  return value
}

function elementsBrought({ f, value }: Operation): readonly unknown[] {
  return f === 'append' ? [value] : []
}

/** What the first read found before the elements that somebody appended. */
function elementsAtFirst(operations: readonly Operation[]): unknown[] {
  const first = firstReturned(operations.filter(({ f, outcome }) => f === 'read' && outcome.type === 'ok'))
  if (first === undefined) return []
  const list = readList(first)
  const appended = new Set(operations.flatMap(elementsBrought).map(elementKey))
  const end = list.findIndex((element) => appended.has(elementKey(element)))
  return [end < 0 ? list : list.slice(0, end)]
}
