import type { Operation } from '../../../../src/record/operation.ts'
import { ofKey } from './registers.ts'
import { momentOf, same } from './spec.ts'
import type { Moment, Spec, SpecCall } from './spec.ts'

const call = (f: string, value: unknown, results: readonly unknown[] = [null]): SpecCall => ({
  f,
  value,
  results,
})
type List = readonly unknown[]
const has = (list: List, value: unknown): boolean => list.some((one) => same(one, value))
const listOf = (initial: unknown, key: string): List => ofKey(initial, key, []) as List

/** Lists of up to three of the first numbers, which may repeat. */
const lists = [
  [],
  [1],
  [2],
  [1, 2],
  [2, 1],
  [1, 1],
  [2, 2],
  [1, 2, 3],
  [2, 1, 3],
  [3],
  [1, 3],
  [3, 1],
  [2, 3],
]

/** A drain dequeues until the queue is empty; of unknown outcome, as often as there can be values. */
const withDrains =
  (atFirst: number) =>
  (operation: Operation, history: readonly Operation[]): Moment[] => {
    const moment = momentOf(operation)
    if (operation.f !== 'drain') return [moment]
    const dequeue = { f: 'dequeue', value: null, process: operation.process }
    const most = atFirst + history.filter(({ f }) => f === 'enqueue').length
    if (moment.result === undefined) return Array.from({ length: most }, () => dequeue)
    return [...((moment.result ?? []) as List), null].map((result) => ({ ...dequeue, result }))
  }

const queueCalls = (drains: boolean): SpecCall[] => [
  call('enqueue', 1),
  call('enqueue', 2),
  call('enqueue', 3),
  call('dequeue', null, [null, 1, 2, 3]),
  call('dequeue', null, [null, 1, 2, 3]),
  ...(drains ? [call('drain', null, lists)] : []),
]

const uniqueQueueCalls = (fresh: number): SpecCall[] => [
  call('enqueue', fresh),
  call('enqueue', fresh),
  call('dequeue', null, [null, 8, 9, 1, 2, 3, 4, 5, 6]),
  call('dequeue', null, [null, 8, 9, 1, 2, 3, 4, 5, 6]),
]

function applyQueue(state: unknown, { f, value, result }: Moment): List[] {
  const list = state as List
  if (f === 'enqueue') return [[...list, value]]
  if (result === undefined) return [list.slice(1)]
  if (result === null) return list.length === 0 ? [list] : []
  return list.length > 0 && same(list[0], result) ? [list.slice(1)] : []
}

function applyBag(state: unknown, { f, value, result }: Moment): List[] {
  const list = state as List
  if (f === 'enqueue') return [[...list, value]]
  const without = (at: number): List => list.toSpliced(at, 1)
  if (result === undefined) return [list, ...list.map((_, at) => without(at))]
  if (result === null) return list.length === 0 ? [list] : []
  const at = list.findIndex((one) => same(one, result))
  return at < 0 ? [] : [without(at)]
}

function applySet(state: unknown, { f, value, result }: Moment): List[] {
  const list = state as List
  const rest = list.filter((one) => !same(one, value))
  if (f === 'add') return [[...rest, value]]
  if (f === 'remove') return [rest]
  if (result === undefined) return [list]
  if (f === 'contains') return result === has(list, value) ? [list] : []
  const read = (result ?? []) as List
  return read.length === list.length && list.every((one) => has(read, one)) ? [list] : []
}

function applyAppend(state: unknown, { f, value, result }: Moment): List[] {
  const list = state as List
  if (f === 'append') return [[...list, value]]
  return result === undefined || same(result ?? [], list) ? [list] : []
}

const subsets = Array.from({ length: 32 }, (_, bits) =>
  [1, 2, 3, 4, 5].filter((one) => (bits & (1 << (one - 1))) !== 0),
)

export const containers: readonly Spec[] = [
  {
    name: 'append',
    model: 'append',
    initials: [[1], [2, 1], { '*': [3] }],
    init: listOf,
    apply: applyAppend,
    calls: () => [
      call('read', null, lists),
      call('read', null, lists),
      ...[1, 2, 3].map((one) => call('append', one)),
    ],
  },
  {
    name: 'append, elements that come once',
    model: 'append',
    initials: [[8], [8, 9]],
    init: listOf,
    apply: applyAppend,
    calls: (fresh, random) => {
      const start = random() < 0.5 ? [] : random() < 0.5 ? [8] : [8, 9]
      const read = call(
        'read',
        null,
        [[], [8, 9], ...lists, [1, 2, 4], [2, 4], [4, 5]].map((list) => [...start, ...list]),
      )
      return [read, read, call('append', fresh), call('append', fresh)]
    },
  },
  {
    name: 'set',
    model: 'set',
    initials: [[1], [1, 2]],
    init: listOf,
    apply: applySet,
    calls: (_, random) => [
      ...[1, 2].flatMap((one) => [
        call('add', one),
        call('remove', one),
        call('contains', one, [true, false]),
      ]),
      ...(random() < 0.4 ? [call('read', null, lists)] : []),
    ],
  },
  {
    name: 'set that grows',
    model: 'set',
    initials: [[1], [5, 2]],
    init: listOf,
    apply: applySet,
    calls: (fresh) => [
      call('add', 1 + (fresh % 5)),
      call('contains', 1 + ((fresh * 3) % 5), [true, false]),
      call('read', null, subsets),
      call('read', null, subsets),
    ],
  },
  {
    name: 'queue',
    model: 'queue',
    initials: [[1], [2, 3]],
    init: listOf,
    apply: applyQueue,
    calls: () => queueCalls(false),
  },
  {
    name: 'queue, values that come once',
    model: 'queue',
    initials: [[8], [8, 9]],
    init: listOf,
    apply: applyQueue,
    calls: uniqueQueueCalls,
  },
  {
    name: 'queue with drains',
    model: 'queue',
    init: listOf,
    apply: applyQueue,
    steps: withDrains(0),
    calls: () => queueCalls(true),
  },
  {
    name: 'unordered-queue',
    model: 'unordered-queue',
    initials: [[1], [2, 2, 3]],
    init: listOf,
    apply: applyBag,
    calls: () => queueCalls(false),
  },
  {
    name: 'unordered-queue with drains',
    model: 'unordered-queue',
    init: listOf,
    apply: applyBag,
    steps: withDrains(0),
    calls: () => queueCalls(true),
  },
  {
    name: 'unique-ids',
    model: 'unique-ids',
    initials: [[1], ['a', 2]],
    init: listOf,
    apply: (state, { result }) => {
      const list = state as List
      return result === undefined ? [list] : has(list, result) ? [] : [[...list, result]]
    },
    calls: () => [call('generate', null, [1, 2, 3, 4, 5, 6, 7, 'a', '1'])],
  },
]
