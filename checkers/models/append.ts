import { canonicalJson } from '../../src/base/json.ts'
import type { Operation } from '../../src/history/operation.ts'
import { focusOnLongestRead } from './append-focus.ts'
import { describeCall, malformed, show } from './describe.ts'
import type { Model } from './model.ts'

/**
 * A list as its last element and the list before it. Lists with equal elements are one object, so that
 * telling two states apart costs nothing however long they are.
 */
interface List {
  readonly id: number
  readonly length: number
  readonly last: string
  readonly before: List | undefined
  /** Lists with one element more, by that element. */
  readonly longer: Map<string, List>
  readonly ids: { next: number }
}

/** A list per key: `append` value, `read` list; empty at first. */
export const append: Model<List> = {
  name: 'append',
  functions: ['append', 'read'],
  isRead: ({ f }) => f === 'read',
  init: () => ({ id: 0, length: 0, last: '', before: undefined, longer: new Map(), ids: { next: 1 } }),
  step(state, operation) {
    if (operation.f === 'append') return appended(state, canonicalJson(operation.value))
    if (operation.outcome.type !== 'ok') return state
    return holds(state, readList(operation)) ? state : undefined
  },
  key: (state) => String(state.id),
  unseen(operations) {
    const seen = new Set(operations.flatMap((operation) => readList(operation).map(canonicalJson)))
    return ({ f, value }) => f === 'append' && !seen.has(canonicalJson(value))
  },
  focus: (operations) => focusOnLongestRead(operations, readList),
  describeOperation: (operation) =>
    operation.f === 'append'
      ? describeCall(operation, [operation.value], false)
      : describeCall(operation, [], true),
  describeState: (state) => show(elements(state).map((element) => JSON.parse(element) as unknown)),
}

function appended(list: List, element: string): List {
  const known = list.longer.get(element)
  if (known !== undefined) return known
  const { ids } = list
  const longer: List = {
    id: ids.next++,
    length: list.length + 1,
    last: element,
    before: list,
    longer: new Map(),
    ids,
  }
  list.longer.set(element, longer)
  return longer
}

function holds(list: List, expected: readonly unknown[]): boolean {
  if (list.length !== expected.length) return false
  let at: List | undefined = list
  for (let index = expected.length - 1; index >= 0; index--) {
    if (at?.last !== canonicalJson(expected[index])) return false
    at = at.before
  }
  return true
}

function elements(list: List): string[] {
  const reversed: string[] = []
  for (let at: List | undefined = list; at?.before !== undefined; at = at.before) reversed.push(at.last)
  return reversed.reverse()
}

/** What an ok read returned (null is the empty list), nothing for anything else. */
function readList(operation: Operation): readonly unknown[] {
  if (operation.f !== 'read' || operation.outcome.type !== 'ok') return []
  const { value } = operation.outcome
  if (value === null || value === undefined) return []
  if (!Array.isArray(value)) throw malformed({ ...operation, value }, 'a list as its result')
  return value
}
