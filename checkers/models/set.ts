import { canonicalJson } from '../../src/base/json.ts'
import type { Operation } from '../../src/history/operation.ts'
import { partition, partitionByKey } from './by-key.ts'
import { describeCall, malformed } from './describe.ts'
import type { Model, Partition } from './model.ts'

/** The elements as canonical JSON texts in code-unit order, joined by newlines (no JSON text has one). */
type Elements = string

/**
 * A set per key: `add` and `remove` an element (both succeed whether or not it was there), `contains` an
 * element (true or false), `read` all of them in any order.
 */
export const set: Model<Elements> = {
  name: 'set',
  functions: ['add', 'remove', 'contains', 'read'],
  isRead: ({ f }) => f === 'contains' || f === 'read',
  init: () => '',
  step(state, operation) {
    const { f, outcome } = operation
    if (f === 'read')
      return outcome.type !== 'ok' || readElements(operation).join('\n') === state ? state : undefined
    const element = canonicalJson(operation.value)
    const elements = state === '' ? [] : state.split('\n')
    const present = elements.includes(element)
    if (f === 'contains') return outcome.type !== 'ok' || outcome.value === present ? state : undefined
    if (f === 'add') return present ? state : [...elements, element].sort().join('\n')
    return present ? elements.filter((other) => other !== element).join('\n') : state
  },
  key: (state) => state,
  partition: partitionSets,
  unseen: unseenChanges,
  describeOperation(operation) {
    const isRead = operation.f === 'read'
    return describeCall(operation, isRead ? [] : [operation.value], isRead || operation.f === 'contains')
  },
  describeState: (state) => `{${state.replaceAll('\n', ', ')}}`,
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
  const present = new Set<string>()
  const absent = new Set<string>()
  const read: (readonly string[])[] = []
  for (const operation of operations) {
    if (operation.outcome.type !== 'ok') continue
    if (operation.f === 'contains') {
      ;(operation.outcome.value === true ? present : absent).add(canonicalJson(operation.value))
    } else if (operation.f === 'read') read.push(readElements(operation))
  }
  return ({ f, value }) => {
    const element = canonicalJson(value)
    if (f === 'add') return !present.has(element) && !read.some((elements) => elements.includes(element))
    return f === 'remove' && !absent.has(element) && read.every((elements) => elements.includes(element))
  }
}

function readElements(operation: Operation): string[] {
  const value = operation.outcome.type === 'ok' ? operation.outcome.value : undefined
  if (value === null || value === undefined) return []
  if (!Array.isArray(value)) throw malformed({ ...operation, value }, 'a list as its result')
  return value.map(canonicalJson).sort()
}
