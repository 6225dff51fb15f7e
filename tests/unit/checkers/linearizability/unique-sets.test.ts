import { expect, test } from 'vitest'
import { decideUniqueSets } from '../../../../checkers/linearizability/sets/unique-sets.ts'
import { models } from '../../../../checkers/models/index.ts'
import { decidedBy } from './decided.ts'
import { history, ok, unknown } from './histories.ts'
import type { Line } from './histories.ts'

const add = (value: unknown, invoked: number, returned: number): Line => [
  'add',
  value,
  ok(),
  invoked,
  returned,
]
const remove = (value: unknown, invoked: number, returned: number): Line => [
  'remove',
  value,
  ok(),
  invoked,
  returned,
]
const maybe = (f: string, value: unknown, invoked: number): Line => [f, value, unknown, invoked]
const sees = (value: unknown, isThere: unknown, invoked: number, returned: number): Line => [
  'contains',
  value,
  ok(isThere),
  invoked,
  returned,
]
const read = (list: unknown, invoked: number, returned: number): Line => [
  'read',
  null,
  ok(list),
  invoked,
  returned,
]

const decided = decidedBy(decideUniqueSets, models.set)

test('reads tell which adds came between them, and not in what order', () => {
  expect(
    decided(
      add(1, 0, 9),
      add(2, 1, 8),
      read([2], 2, 3),
      read([], 2, 4),
      add(3, 5, 6),
      read([3, 2, 1], 10, 11),
    ),
  ).toEqual({ order: [3, 1, 2, 0, 4, 5] })
  expect(decided()).toEqual({ order: [] })
})

test('null is the empty set, and elements need not be numbers', () => {
  expect(
    decided(read(null, 0, 1), add({ b: 1, a: 2 }, 2, 3), add('1', 4, 5), read(['1', { a: 2, b: 1 }], 6, 7)),
  ).toEqual({ order: [0, 1, 2, 3] })
  expect(decided(add('1', 0, 1), read([1], 2, 3))).toEqual({ blocking: 1, conflict: [1] })
})

test('operations that touch are concurrent', () => {
  expect(decided(add(1, 0, 5), read([], 5, 6))).toEqual({ order: [1, 0] })
  expect(decided(add(1, 0, 5), sees(1, false, 5, 6))).toEqual({ order: [1, 0] })
  expect(decided(add(1, 0, 5), sees(1, false, 6, 7))).toEqual({ blocking: 1, conflict: [0, 1] })
})

test('a lost add: returned, and not there later', () => {
  expect(decided(add(1, 0, 1), add(2, 2, 3), add(3, 4, 5), read([1, 3], 6, 7))).toEqual({
    blocking: 3,
    conflict: [0, 1, 2, 3],
  })
})

test('a stale read: what it lacks was there before it began', () => {
  expect(decided(add(1, 0, 1), add(2, 2, 9), read([1, 2], 3, 4), read([1], 5, 6))).toEqual({
    blocking: 3,
    conflict: [0, 1, 2, 3],
  })
})

test('two reads of which neither has all the other has', () => {
  expect(decided(add(1, 0, 9), add(2, 0, 9), read([1], 1, 2), read([2], 3, 4))).toEqual({
    blocking: 3,
    conflict: [0, 1, 2, 3],
  })
  expect(
    decided(add(1, 0, 9), add(2, 0, 9), add(3, 0, 9), read([1], 1, 2), read([2, 3], 3, 4)),
  ).toMatchObject({
    blocking: 4,
  })
})

test('a read of an element never added, or only after it, or twice', () => {
  expect(decided(add(1, 0, 1), read([1, 7], 2, 3))).toEqual({ blocking: 1, conflict: [0, 1] })
  expect(decided(read([1], 0, 1), add(1, 2, 3))).toEqual({ blocking: 0, conflict: [0, 1] })
  expect(decided(add(1, 0, 1), read([1, 1], 2, 3))).toEqual({ blocking: 1, conflict: [0, 1] })
  expect(decided(sees(7, true, 0, 1))).toEqual({ blocking: 0, conflict: [0] })
})

test('two elements seen in the other order than they came: one looked for, one read', () => {
  expect(
    decided(add(1, 0, 9), add(2, 0, 9), read([2], 1, 2), sees(1, true, 3, 4), sees(2, false, 5, 6)),
  ).toEqual({ blocking: 4, conflict: [1, 2, 4] })
  expect(decided(add(1, 6, 10), add(2, 0, 3), read([1], 1, 9))).toEqual({ blocking: 2, conflict: [0, 1, 2] })
})

test('a second add of an element that nobody removes changes nothing', () => {
  expect(decided(add(1, 0, 1), read([1], 2, 3), add(1, 4, 5), read([1], 6, 7))).toEqual({
    order: [0, 1, 2, 3],
  })
  expect(decided(maybe('add', 1, 0), add(1, 4, 5), read([1], 2, 3))).toEqual({ order: [0, 2, 1] })
  expect(decided(add(1, 0, 3), add(1, 1, 2), read([], 4, 5))).toEqual({ blocking: 2, conflict: [0, 1, 2] })
})

test('an add of unknown outcome may never happen, or at any later time, and stays where it was seen', () => {
  expect(decided(maybe('add', 1, 0), read([], 5, 6))).toEqual({ order: [1] })
  expect(decided(maybe('add', 1, 0), read([], 5, 6), read([1], 7, 8))).toEqual({ order: [1, 0, 2] })
  expect(decided(maybe('add', 1, 0), read([1], 5, 6), read([], 7, 8))).toEqual({
    blocking: 2,
    conflict: [0, 1, 2],
  })
  expect(decided(maybe('add', 1, 0), sees(1, true, 5, 6), sees(1, false, 7, 8))).toEqual({
    blocking: 2,
    conflict: [0, 1, 2],
  })
})

test('an element that is removed is there from its add to the first remove after that', () => {
  expect(
    decided(
      remove(1, 0, 1),
      sees(1, false, 2, 3),
      add(1, 4, 9),
      sees(1, true, 5, 6),
      remove(1, 7, 8),
      sees(1, false, 10, 11),
    ),
  ).toEqual({ order: [0, 1, 2, 3, 4, 5] })
  expect(decided(add(1, 0, 1), remove(1, 2, 3), remove(1, 4, 5), sees(1, false, 6, 7))).toEqual({
    order: [0, 1, 2, 3],
  })
  expect(decided(add(1, 0, 9), remove(1, 1, 2), sees(1, true, 3, 4))).toEqual({ order: [1, 0, 2] })
})

test('an element may be there for one position only', () => {
  expect(decided(add(1, 0, 9), remove(1, 1, 2), sees(1, false, 10, 11))).toEqual({ order: [0, 1, 2] })
})

test('a remove that did not remove, and an element gone before its remove', () => {
  expect(decided(add(1, 0, 1), remove(1, 2, 3), sees(1, true, 4, 5))).toEqual({
    blocking: 2,
    conflict: [0, 1, 2],
  })
  expect(decided(add(1, 0, 1), sees(1, false, 2, 3), remove(1, 4, 5))).toEqual({
    blocking: 1,
    conflict: [0, 1],
  })
  expect(decided(add(1, 0, 1), remove(1, 2, 9), sees(1, false, 3, 4), sees(1, true, 5, 6))).toEqual({
    blocking: 3,
    conflict: [0, 1, 2, 3],
  })
})

test('a remove of unknown outcome may be why an element is absent, at any later time', () => {
  expect(decided(add(1, 0, 1), maybe('remove', 1, 2), sees(1, true, 4, 5), sees(1, false, 6, 7))).toEqual({
    order: [0, 2, 1, 3],
  })
  expect(
    decided(add(1, 0, 1), maybe('remove', 1, 2), sees(1, false, 4, 5), sees(1, true, 6, 7)),
  ).toMatchObject({
    blocking: 3,
  })
  expect(decided(add(1, 0, 1), maybe('remove', 1, 2), sees(1, true, 4, 5))).toEqual({ order: [0, 2] })
  expect(decided(maybe('add', 1, 0), maybe('remove', 1, 2), sees(1, false, 4, 5))).toEqual({ order: [2] })
})

test('elements that nobody reads together are placed one by one', () => {
  expect(decided(add(1, 0, 5), add(2, 1, 2), remove(2, 3, 4), sees(1, false, 3, 4))).toEqual({
    order: [1, 3, 2, 0],
  })
})

test('what it cannot decide it leaves to the search', () => {
  expect(decided(add(1, 0, 1), remove(1, 2, 3), read([], 4, 5))).toBe('declined')
  expect(decided(add(1, 0, 1), remove(1, 2, 3), add(1, 4, 5))).toBe('declined')
  expect(decideUniqueSets(models.set, history(read('x', 0, 1)))).toBeUndefined()
  expect(decideUniqueSets(models.set, history(sees(1, null, 0, 1)))).toBeUndefined()
  expect(decideUniqueSets(models.set, history(['pop', 1, ok(), 0, 1]))).toBeUndefined()
})
