import { canonicalJson } from '../../src/base/json.ts'
import type { Operation } from '../../src/history/operation.ts'
import { focusOnLongestRead, longestOf } from './append-focus.ts'
import { appended, commonLength, elementKey, elementsOf, emptyList, holds } from './append-list.ts'
import type { List } from './append-list.ts'
import { describeCall, malformed, show } from './describe.ts'
import type { Model } from './model.ts'

/** A list per key: `append` value, `read` list; empty at first. */
export const append: Model<List> = {
  name: 'append',
  functions: ['append', 'read'],
  isRead: ({ f }) => f === 'read',
  init: emptyList,
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
  focus: (operations) => focusOnLongestRead(operations, readList),
  repetition: { matters: ({ f }) => f === 'append', parts: repeatedIn },
  describeOperation: (operation) =>
    operation.f === 'append'
      ? describeCall(operation, [operation.value], false)
      : describeCall(operation, [], true),
  describeState: (state) => show(elementsOf(state)),
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
