import { expect, test } from 'vitest'
import { RealClock } from '../../../src/processes/real-clock.ts'
import { quietTime, until } from './sockets.ts'

test('time never goes back, and counts from the beginning of the run', async () => {
  const clock = new RealClock(() => undefined)
  await quietTime()
  const before = clock.now()
  expect(Number.isSafeInteger(before)).toBe(true)
  expect(clock.now()).toBeGreaterThanOrEqual(before)
  clock.begin()
  expect(clock.now()).toBeLessThan(before)
})

test('timers fire once, unless taken back or ended with the clock', async () => {
  const clock = new RealClock(() => undefined)
  const fired: string[] = []
  clock.after(1, () => fired.push('one'))
  clock.after(1, () => fired.push('taken back'))()
  clock.after(5, () => clock.after(1, () => fired.push('two')))
  await until(() => fired.length === 2)
  clock.after(1, () => fired.push('too late'))
  clock.stop()
  clock.after(1, () => fired.push('after the end'))
  await quietTime()
  expect(fired).toEqual(['one', 'two'])
})

test('what a timer throws is told, not lost and not fatal', async () => {
  const errors: unknown[] = []
  const clock = new RealClock((error) => errors.push(error))
  const error = new Error('broken fault')
  clock.after(1, () => {
    throw error
  })
  await until(() => errors.length === 1)
  expect(errors).toEqual([error])
})
