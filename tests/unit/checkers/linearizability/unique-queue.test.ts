import { expect, test } from 'vitest'
import { decideUniqueQueue } from '../../../../checkers/linearizability/queues/unique-queue.ts'
import { models } from '../../../../checkers/models/index.ts'
import { decidedBy } from './decided.ts'
import { history, ok, unknown } from './histories.ts'
import type { Line } from './histories.ts'

const enqueue = (value: unknown, invoked: number, returned: number): Line => [
  'enqueue',
  value,
  ok(),
  invoked,
  returned,
]
const dequeue = (value: unknown, invoked: number, returned: number): Line => [
  'dequeue',
  null,
  ok(value),
  invoked,
  returned,
]
const maybe = (f: string, value: unknown, invoked: number): Line => [f, value, unknown, invoked]
const open = (value: unknown, invoked: number): Line => ['dequeue', null, ok(value), invoked]

const decided = decidedBy(decideUniqueQueue, models.queue)

test('values go in as they come out, where they were enqueued at once', () => {
  expect(decided(enqueue(1, 0, 9), enqueue(2, 1, 8), dequeue(2, 10, 11), dequeue(1, 12, 13))).toEqual({
    order: [1, 0, 2, 3],
  })
  expect(
    decided(dequeue(1, 0, 9), enqueue(1, 1, 8), enqueue({ a: 1 }, 2, 3), dequeue({ a: 1 }, 4, 5)),
  ).toEqual({
    order: [1, 0, 2, 3],
  })
  expect(decided()).toEqual({ order: [] })
})

test('what nobody took stays behind', () => {
  expect(decided(enqueue(1, 0, 9), enqueue(2, 1, 2), dequeue(2, 3, 4))).toEqual({ order: [1, 0, 2] })
  expect(decided(enqueue(1, 0, 1), enqueue(2, 2, 3), dequeue(2, 4, 5))).toEqual({
    blocking: 2,
    conflict: [0, 1, 2],
  })
})

test('a value never enqueued, or only after it was taken, or taken twice', () => {
  expect(decided(enqueue(1, 0, 1), dequeue(7, 2, 3))).toEqual({ blocking: 1, conflict: [1] })
  expect(decided(dequeue(1, 0, 1), enqueue(1, 2, 3))).toEqual({ blocking: 0, conflict: [0, 1] })
  expect(decided(enqueue(1, 0, 1), dequeue(1, 2, 3), dequeue(1, 4, 5))).toEqual({
    blocking: 2,
    conflict: [0, 1, 2],
  })
})

test('a value that overtook another', () => {
  expect(decided(enqueue(1, 0, 1), enqueue(2, 2, 3), dequeue(2, 4, 5), dequeue(1, 6, 7))).toEqual({
    blocking: 2,
    conflict: [0, 1, 2, 3],
  })
  expect(decided(enqueue(1, 0, 1), enqueue(2, 2, 3), dequeue(2, 4, 7), dequeue(1, 6, 8))).toEqual({
    order: [0, 1, 3, 2],
  })
})

test('operations that touch are concurrent', () => {
  expect(decided(enqueue(1, 0, 2), enqueue(2, 2, 3), dequeue(2, 4, 5), dequeue(1, 6, 7))).toEqual({
    order: [1, 0, 2, 3],
  })
  expect(decided(enqueue(1, 0, 2), dequeue(null, 2, 3), dequeue(1, 3, 4))).toEqual({ order: [1, 0, 2] })
})

test('found empty though it never was', () => {
  expect(decided(enqueue(1, 0, 1), dequeue(null, 2, 3), dequeue(1, 4, 5))).toEqual({
    blocking: 1,
    conflict: [0, 1, 2],
  })
  expect(decided(enqueue(1, 0, 1), dequeue(null, 2, 3))).toEqual({ blocking: 1, conflict: [0, 1] })
  expect(
    decided(
      enqueue(1, 0, 1),
      dequeue(null, 2, 9),
      enqueue(2, 3, 4),
      dequeue(1, 5, 6),
      enqueue(3, 7, 8),
      dequeue(2, 10, 11),
    ),
  ).toEqual({ blocking: 1, conflict: [0, 1, 2, 3, 5] })
})

test('found empty between two values, or before one that was not yet in', () => {
  expect(
    decided(enqueue(1, 0, 1), dequeue(null, 2, 9), dequeue(1, 3, 4), enqueue(2, 5, 6), dequeue(2, 10, 11)),
  ).toEqual({ order: [0, 2, 1, 3, 4] })
  expect(decided(enqueue(1, 0, 9), dequeue(null, 2, 3), dequeue(1, 4, 5))).toEqual({ order: [1, 0, 2] })
  // in and out while it was looked at
  expect(decided(enqueue(1, 0, 9), dequeue(1, 1, 8), dequeue(null, 2, 3), dequeue(null, 4, 5))).toEqual({
    order: [0, 1, 2, 3],
  })
})

test('an enqueue of unknown outcome may never happen, or at any later time, and stays where it was taken', () => {
  expect(decided(maybe('enqueue', 1, 0), dequeue(null, 5, 6))).toEqual({ order: [1] })
  expect(decided(maybe('enqueue', 1, 0), enqueue(2, 1, 2), dequeue(2, 3, 4), dequeue(1, 5, 6))).toEqual({
    order: [1, 0, 2, 3],
  })
  expect(decided(maybe('enqueue', 1, 5), enqueue(2, 1, 2), dequeue(1, 6, 7), dequeue(2, 8, 9))).toEqual({
    blocking: 2,
    conflict: [0, 1, 2, 3],
  })
})

test('a dequeue still open need not have happened', () => {
  expect(decided(enqueue(1, 0, 1), open(1, 2), dequeue(null, 3, 4))).toEqual({ order: [0, 1, 2] })
  expect(decided(enqueue(1, 0, 9), enqueue(2, 1, 2), open(2, 3), open(1, 4))).toEqual({ order: [1, 0, 2, 3] })
  expect(decided(enqueue(1, 0, 1), enqueue(2, 2, 3), open(2, 4))).toEqual({ order: [0, 1] })
  expect(decided(enqueue(1, 0, 1), open(1, 2), open(1, 3), dequeue(1, 4, 5))).toEqual({ order: [0, 3] })
  expect(decided(maybe('enqueue', 1, 0), open(1, 2), open(7, 2))).toEqual({ order: [] })
})

test('a dequeue of unknown outcome changes nothing where an order does without it', () => {
  expect(decided(enqueue(1, 0, 1), maybe('dequeue', null, 2), dequeue(1, 3, 4))).toEqual({ order: [0, 2] })
})

test('a dequeue of unknown outcome takes what has to be out of the way', () => {
  expect(decided(enqueue(1, 0, 1), maybe('dequeue', null, 2), dequeue(null, 3, 4))).toEqual({
    order: [0, 1, 2],
  })
  expect(
    decided(
      enqueue(1, 0, 1),
      enqueue(2, 2, 3),
      maybe('dequeue', null, 2),
      maybe('dequeue', null, 4),
      enqueue(3, 5, 6),
      dequeue(3, 7, 8),
    ),
  ).toEqual({ order: [0, 2, 1, 3, 4, 5] })
})

test('a dequeue of unknown outcome cannot have taken what another did', () => {
  expect(
    decided(
      enqueue(1, 0, 1),
      enqueue(2, 2, 3),
      maybe('dequeue', null, 2),
      dequeue(2, 4, 5),
      dequeue(1, 6, 7),
    ),
  ).toEqual({ blocking: 4, conflict: [0, 1, 2, 3, 4] })
})

test('what it cannot decide it leaves to the search', () => {
  expect(decided(enqueue(1, 0, 1), enqueue(1, 2, 3), dequeue(1, 4, 5))).toBe('declined')
  // one dequeue for two values: too few, but that is for the search to say
  expect(
    decided(
      enqueue(1, 0, 1),
      enqueue(2, 2, 3),
      maybe('dequeue', null, 4),
      enqueue(3, 5, 6),
      dequeue(3, 7, 8),
    ),
  ).toBe('declined')
  expect(decideUniqueQueue(models.queue, history(['peek', null, ok(1), 0, 1]))).toBeUndefined()
  expect(decideUniqueQueue(models.set, history(['add', 1, ok(), 0, 1]))).toBeUndefined()
})
