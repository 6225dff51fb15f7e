import { expect, test } from 'vitest'
import { SessionNumbers, WINDOW } from '../../../../src/raft/client/session-numbers.ts'

test('what is acknowledged is all below the oldest without an answer', () => {
  const numbers = new SessionNumbers(7)
  expect(numbers.acknowledged).toBe(1)
  expect([numbers.take(), numbers.take(), numbers.take()]).toEqual([1, 2, 3])
  numbers.done(2)
  expect(numbers.acknowledged).toBe(1)
  numbers.done(1)
  expect(numbers.acknowledged).toBe(3)
  numbers.done(3)
  expect(numbers.acknowledged).toBe(4)
})

test('the window is full until its oldest is answered, and says so then', () => {
  const numbers = new SessionNumbers(7)
  for (let at = 1; at <= WINDOW; at++) expect(numbers.take()).toBe(at)
  let told = 0
  const forget = numbers.onRoom(() => told++)
  expect(numbers.take()).toBeUndefined()
  numbers.done(2)
  expect([numbers.take(), told]).toEqual([undefined, 0])
  numbers.done(1)
  expect([numbers.take(), told]).toEqual([WINDOW + 1, 1])
  forget()
  numbers.done(3)
  expect(told).toBe(1)
})

test('a request of unknown fate stays open, and the window is stuck when it is the oldest', () => {
  const numbers = new SessionNumbers(7)
  numbers.take()
  numbers.take()
  numbers.unknown(2)
  expect([numbers.hasUnknown, numbers.stuck, numbers.acknowledged]).toEqual([true, false, 1])
  numbers.done(1)
  expect([numbers.stuck, numbers.acknowledged]).toEqual([true, 2])
  // a question has a number even so
  for (let at = 3; at < 2 + WINDOW; at++) numbers.done(numbers.take() ?? 0)
  expect(numbers.take()).toBeUndefined()
  expect(numbers.takeForQuestion()).toBe(2 + WINDOW)
  numbers.done(2)
  expect([numbers.hasUnknown, numbers.stuck]).toEqual([false, false])
  // what was answered cannot become unknown
  numbers.unknown(2)
  expect(numbers.hasUnknown).toBe(false)
})
