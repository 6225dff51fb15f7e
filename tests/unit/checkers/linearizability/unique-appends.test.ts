import { expect, test } from 'vitest'
import { decideUniqueAppends } from '../../../../checkers/linearizability/appends/unique-appends.ts'
import { models } from '../../../../checkers/models/index.ts'
import { decidedBy } from './decided.ts'
import { history, ok, unknown } from './histories.ts'
import type { Line } from './histories.ts'

const append = (value: unknown, invoked: number, returned: number): Line => [
  'append',
  value,
  ok(),
  invoked,
  returned,
]
const maybe = (value: unknown, invoked: number): Line => ['append', value, unknown, invoked]
const read = (list: unknown, invoked: number, returned: number): Line => [
  'read',
  null,
  ok(list),
  invoked,
  returned,
]

const decided = decidedBy(decideUniqueAppends, models.append)

test('the longest read tells the order of appends that were open at once', () => {
  expect(
    decided(append(1, 0, 9), append(2, 1, 8), read([2], 2, 3), read([], 2, 4), read([2, 1], 10, 11)),
  ).toEqual({ order: [3, 1, 2, 0, 4] })
})

test('appends that nobody saw come last, by invocation', () => {
  expect(decided(append(1, 0, 5), append(2, 1, 6), append(3, 2, 7), read([3], 3, 4))).toEqual({
    order: [2, 3, 0, 1],
  })
  expect(decided(append(1, 0, 1), append(2, 2, 3))).toEqual({ order: [0, 1] })
  expect(decided()).toEqual({ order: [] })
})

test('null is the empty list, and elements need not be numbers', () => {
  expect(
    decided(
      read(null, 0, 1),
      append({ b: 1, a: 2 }, 2, 3),
      append('1', 4, 5),
      read([{ a: 2, b: 1 }, '1'], 6, 7),
    ),
  ).toEqual({ order: [0, 1, 2, 3] })
  expect(decided(append('1', 0, 1), read([1], 2, 3))).toEqual({ blocking: 1, conflict: [1] })
})

test('operations that touch are concurrent', () => {
  expect(decided(append(1, 0, 5), read([], 5, 6))).toEqual({ order: [1, 0] })
  expect(decided(append(1, 0, 5), read([], 6, 7))).toEqual({ blocking: 1, conflict: [0, 1] })
})

test('a lost append: returned, and not there later', () => {
  expect(decided(append(1, 0, 1), append(2, 2, 3), append(3, 4, 5), read([1, 3], 6, 7))).toEqual({
    blocking: 3,
    conflict: [0, 1, 2, 3],
  })
  expect(decided(append(1, 0, 1), append(2, 2, 3), read([2], 2, 4))).toEqual({
    blocking: 2,
    conflict: [0, 1, 2],
  })
})

test('a stale read: what it lacks was there before it began', () => {
  expect(decided(append(1, 0, 1), append(2, 2, 3), read([1], 4, 5), read([1, 2], 6, 7))).toEqual({
    blocking: 2,
    conflict: [0, 1, 2],
  })
})

test('two reads, the later of which saw less, of an append still open', () => {
  expect(decided(append(1, 0, 9), read([1], 1, 2), read([], 3, 4))).toEqual({
    blocking: 2,
    conflict: [0, 1, 2],
  })
})

test('a read of an element appended only after it', () => {
  expect(decided(read([1], 0, 1), append(1, 2, 3))).toEqual({ blocking: 0, conflict: [0, 1] })
})

test('a read of an element never appended', () => {
  expect(decided(append(1, 0, 1), read([1, 7], 2, 3))).toEqual({ blocking: 1, conflict: [0, 1] })
})

test('a read that has an element twice', () => {
  expect(decided(append(1, 0, 1), read([1, 1], 2, 3))).toEqual({ blocking: 1, conflict: [0, 1] })
})

test('appends read in the other order than they came', () => {
  expect(decided(append(1, 0, 1), append(2, 2, 3), read([2, 1], 4, 5))).toEqual({
    blocking: 2,
    conflict: [0, 1, 2],
  })
})

test('two reads that disagree on the order', () => {
  expect(
    decided(
      append(1, 0, 9),
      append(2, 0, 9),
      read([1, 2], 10, 11),
      read([2, 1], 12, 13),
      read([1, 2], 14, 15),
    ),
  ).toEqual({ blocking: 3, conflict: [0, 1, 2, 3] })
  expect(decided(append(1, 0, 9), append(2, 0, 9), read([1], 1, 2), read([2], 3, 4))).toEqual({
    blocking: 3,
    conflict: [0, 1, 2, 3],
  })
})

test('an append of unknown outcome may never happen, or at any later time', () => {
  expect(decided(maybe(1, 0), read([], 5, 6))).toEqual({ order: [1] })
  expect(decided(maybe(1, 0), append(2, 1, 2), read([2], 5, 6), read([2, 1], 7, 8))).toEqual({
    order: [1, 2, 0, 3],
  })
  expect(decided(maybe(1, 0), append(2, 1, 2), maybe(3, 1), read([2], 5, 6))).toEqual({ order: [1, 3] })
})

test('an append of unknown outcome that was seen stays', () => {
  expect(decided(maybe(1, 0), read([1], 5, 6), read([], 7, 8))).toEqual({ blocking: 2, conflict: [0, 1, 2] })
  expect(decided(append(2, 0, 1), maybe(1, 2), read([1, 2], 5, 6))).toEqual({
    blocking: 2,
    conflict: [0, 1, 2],
  })
})

test('a second append that may have been changes nothing while no read has the element twice', () => {
  expect(decided(append(1, 0, 1), maybe(1, 2), read([1], 4, 5))).toEqual({ order: [0, 2] })
  expect(decided(append(1, 0, 9), maybe(1, 2), read([1], 3, 4), read([], 5, 6))).toEqual({
    blocking: 3,
    conflict: [0, 1, 2, 3],
  })
})

test('what it cannot decide it leaves to the search', () => {
  expect(decided(append(1, 0, 1), append(1, 2, 3), read([1, 1], 4, 5))).toBe('declined')
  expect(decided(append(1, 0, 1), maybe(1, 2), read([1, 1], 4, 5))).toBe('declined')
  expect(decided(maybe(1, 0), append(1, 2, 3), read([1], 4, 5))).toBe('declined')
  expect(decideUniqueAppends(models.append, history(read('x', 0, 1)))).toBeUndefined()
})
