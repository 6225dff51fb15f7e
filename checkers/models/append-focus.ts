import { canonicalJson } from '../../src/base/json.ts'
import type { Operation } from '../../src/history/operation.ts'
import type { SearchModel } from './model.ts'

/**
 * The list of one history, seen through its longest read: in any legal order the list is at all times the
 * beginning of that read, or goes on after it, and then nobody reads it again. So a state is a length, or
 * `beyond`, and there are no more states than elements, however many appends were under way at once.
 */
export function focusOnLongestRead(
  operations: readonly Operation[],
  readList: (operation: Operation) => readonly unknown[],
): SearchModel<number> {
  const longest = operations
    .map(readList)
    .reduce((most, list) => (list.length > most.length ? list : most), [])
    .map(canonicalJson)
  const beyond = -1
  const impossible = -2
  const lengths = new Map<Operation, number>()
  for (const operation of operations) {
    if (operation.f !== 'read') continue
    const list = readList(operation)
    const agrees = list.every((element, index) => canonicalJson(element) === longest[index])
    lengths.set(operation, agrees ? list.length : impossible)
  }
  return {
    init: () => 0,
    isRead: ({ f }) => f === 'read',
    key: String,
    classOf: (operation) => `${operation.f} ${lengths.get(operation) ?? canonicalJson(operation.value)}`,
    step(length, operation) {
      if (operation.f === 'read') return lengths.get(operation) === length ? length : undefined
      if (length === beyond || length === longest.length) return beyond
      return longest[length] === canonicalJson(operation.value) ? length + 1 : undefined
    },
  }
}
