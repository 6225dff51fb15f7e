import { describe, expect, test } from 'vitest'
import { RandomStream } from '../../../src/base/random.ts'
import { Latency, type LatencyPlan } from '../../../src/sim/latency.ts'

const DRAWS = 50_000

function draws(plan: LatencyPlan, count = DRAWS): number[] {
  const random = new RandomStream('latency')
  return Array.from({ length: count }, () => new Latency(plan).draw(random))
}

const mean = (list: readonly number[]): number => list.reduce((sum, one) => sum + one, 0) / list.length

describe.each([
  ['constant', { low: 5000, high: 5000 }],
  ['uniform', { low: 2000, high: 8000 }],
  ['exponential', { low: 2000, high: 2000 + 12.5 * 3000 }],
] as const)('%s: at least 2 ms, 3 ms more on average', (distribution, { low, high }) => {
  const list = draws({ distribution, min: 2, mean: 3 })

  test('whole microseconds within bounds', () => {
    expect(list.every(Number.isSafeInteger)).toBe(true)
    expect(Math.min(...list)).toBeGreaterThanOrEqual(low)
    expect(list.reduce((a, b) => Math.max(a, b))).toBeLessThanOrEqual(high)
  })

  test('the mean is what the plan says, within 2 percent', () => {
    expect(Math.abs(mean(list) - 5000)).toBeLessThan(100)
  })
})

test('the bounds of the uniform distribution are reached', () => {
  const list = draws({ distribution: 'uniform', min: 0, mean: 0.002 }, 500)
  expect(new Set(list)).toEqual(new Set([0, 1, 2, 3, 4]))
})

test('the exponential distribution has its shape: the median at ln 2, 5 percent beyond 3 means', () => {
  const list = draws({ distribution: 'exponential', min: 0, mean: 1000 })
  const share = (beyond: number): number => list.filter((one) => one > beyond * 1_000_000).length / DRAWS
  expect(Math.abs(share(Math.LN2) - 0.5)).toBeLessThan(0.01)
  expect(Math.abs(share(3) - Math.exp(-3))).toBeLessThan(0.005)
  expect(share(5)).toBeGreaterThan(0.003)
})

test('without a mean there is nothing to wait', () => {
  expect(new Set(draws({ distribution: 'exponential', min: 0, mean: 0 }, 100))).toEqual(new Set([0]))
})

test('fractions of a millisecond give whole microseconds too', () => {
  for (const distribution of ['constant', 'uniform', 'exponential'] as const) {
    expect(draws({ distribution, min: 1.005, mean: 0.0123 }, 200).every(Number.isSafeInteger)).toBe(true)
  }
})
