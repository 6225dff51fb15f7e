import { expect, test } from 'vitest'
import {
  boundNames,
  boundsText,
  left,
  MAX_BOUND,
  nothing,
  packed,
  spend,
} from '../../../src/explore/bounds.ts'
import { Widening, widest } from '../../../src/explore/widening.ts'

test('a budget holds what is left of each bound', () => {
  const bounds = { ...nothing, timeouts: MAX_BOUND, operations: 3, lateSyncs: MAX_BOUND }
  const budget = packed(bounds)
  for (const name of boundNames) expect(left(budget, name)).toBe(bounds[name])
  const spent = spend(spend(budget, 'operations'), 'timeouts')
  expect(left(spent, 'operations')).toBe(2)
  expect(left(spent, 'timeouts')).toBe(MAX_BOUND - 1)
  expect(left(spent, 'lateSyncs')).toBe(MAX_BOUND)
})

test('bounds in words leave out what may not happen', () => {
  expect(boundsText({ ...nothing, timeouts: 3, lateMessages: 1 })).toBe('timeouts 3, late messages 1')
  expect(boundsText(nothing)).toBe('nothing but what begins by itself')
})

test('goes on with what had the fewest states, one more of each at a time', () => {
  const widening = new Widening(['timeouts', 'operations', 'restarts'], {})
  expect(widening.next()).toEqual({ ...nothing, timeouts: 2, operations: 1 })
  widening.searched(100)
  // each of the three is a candidate now; restarts cost the least once they were seen to
  const seen: string[] = []
  for (let round = 0; round < 4; round++) {
    const bounds = widening.next()
    expect(bounds).toBeDefined()
    if (bounds === undefined) return
    seen.push(boundsText(bounds))
    widening.searched(bounds.restarts > 0 ? 110 * bounds.restarts : 100_000)
  }
  expect(seen.filter((text) => text.includes('restarts')).length).toBeGreaterThanOrEqual(3)
  expect(new Set(seen).size).toBe(4)
})

test('what the user fixed stays as it is; with all of it fixed there is one round', () => {
  const fixed = { timeouts: 3, operations: 0 }
  const widening = new Widening(['timeouts', 'operations'], fixed)
  expect(widening.next()).toEqual({ ...nothing, ...fixed })
  widening.searched(10)
  expect(widening.next()).toBeUndefined()
})

test('bounds that were not searched to their end are not widened', () => {
  const widening = new Widening(['timeouts'], {})
  widening.next()
  expect(widening.next()).toBeUndefined()
})

test('of bounds, those that say the most', () => {
  const [a, b, c] = [
    { ...nothing, timeouts: 2 },
    { ...nothing, timeouts: 3 },
    { ...nothing, timeouts: 2, operations: 1 },
  ]
  expect(widest([a, b, c])).toEqual([b, c])
})
