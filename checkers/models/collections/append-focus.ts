import { canonicalJson, sameJson } from '../../../src/base/json.ts'
import type { Operation } from '../../../src/record/operation.ts'
import { commonLength } from './append-list.ts'
import type { SearchModel } from '../model.ts'

/**
 * The list of one history, seen through its longest read: in any legal order the list is at all times the
 * beginning of that read, or goes on after it, and then nobody reads it again. So a state is a length, or
 * `beyond`, and there are no more states than elements, however many appends were under way at once.
 */
export function focusOnLongestRead(
  operations: readonly Operation[],
  readList: (operation: Operation) => readonly unknown[],
): SearchModel<number> {
  const longest = longestOf(operations.map(readList))
  const beyond = -1
  const impossible = -2
  const lengths = new Map<Operation, number>()
  for (const operation of operations) {
    if (operation.f !== 'read') continue
    const list = readList(operation)
    lengths.set(operation, commonLength(list, longest) === list.length ? list.length : impossible)
  }
  return {
    init: () => 0,
    isRead: ({ f }) => f === 'read',
    key: String,
    classOf: (operation) => `${operation.f} ${lengths.get(operation) ?? canonicalJson(operation.value)}`,
    step(length, operation) {
      if (operation.f === 'read') return lengths.get(operation) === length ? length : undefined
      if (length === beyond || length === longest.length) return beyond
      return sameJson(longest[length], operation.value) ? length + 1 : undefined
    },
  }
}

export function longestOf(lists: readonly (readonly unknown[])[]): readonly unknown[] {
  return lists.reduce((most, list) => (list.length > most.length ? list : most), [])
}
