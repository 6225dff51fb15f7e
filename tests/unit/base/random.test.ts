import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { RandomStream } from '../../../src/base/random.ts'

const draws = (random: RandomStream, count: number): number[] =>
  Array.from({ length: count }, () => random.int(0, 1e9))

describe('a stream', () => {
  test('is fixed by its seed', () => {
    expect(draws(new RandomStream('a'), 20)).toEqual(draws(new RandomStream('a'), 20))
    expect(draws(new RandomStream('a'), 20)).not.toEqual(draws(new RandomStream('b'), 20))
  })

  test('is the same on any machine: its first draws are written down here', () => {
    expect(
      Array.from(
        { length: 4 },
        (
          (random) => () =>
            random.int(0, 999)
        )(new RandomStream('whitewater')),
      ),
    ).toEqual(firstDraws)
  })

  test('its forks depend on their labels, not on what was drawn before', () => {
    const fresh = new RandomStream('a')
    const used = new RandomStream('a')
    draws(used, 7)
    expect(draws(used.fork('x'), 9)).toEqual(draws(fresh.fork('x'), 9))
    expect(draws(fresh.fork('x'), 9)).not.toEqual(draws(fresh.fork('y'), 9))
  })

  test('neighbouring seeds have nothing to do with each other', () => {
    const first = Array.from({ length: 4000 }, (_, seed) => new RandomStream(String(seed)).int(0, 9))
    for (let digit = 0; digit < 10; digit++) {
      expect(first.filter((one) => one === digit).length).toBeGreaterThan(300)
    }
    const rising = first.filter((one, at) => at > 0 && one > first[at - 1]!).length
    expect(rising / 4000).toBeGreaterThan(0.4)
    expect(rising / 4000).toBeLessThan(0.5)
  })
})

test('int: whole, within both bounds, and reaches each', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: -50, max: 50 }), fc.nat(5), (seed, low, range) => {
      const random = new RandomStream(seed)
      const drawn = new Set(Array.from({ length: 200 }, () => random.int(low, low + range)))
      expect(drawn.size).toBe(range + 1)
      for (const one of drawn) expect(Number.isInteger(one) && one >= low && one <= low + range).toBe(true)
    }),
  )
})

test('ppm: as often as it says; 0 never and without a draw, 1,000,000 always', () => {
  const random = new RandomStream('ppm')
  const hits = Array.from({ length: 20_000 }, () => random.ppm(250_000)).filter(Boolean).length
  expect(hits / 20_000).toBeCloseTo(0.25, 1)
  expect(Array.from({ length: 100 }, () => random.ppm(1_000_000)).every(Boolean)).toBe(true)
  const [one, other] = [new RandomStream('x'), new RandomStream('x')]
  expect(one.ppm(0)).toBe(false)
  expect(one.int(0, 1e9)).toBe(other.int(0, 1e9))
})

test('chance: as often as it says', () => {
  const random = new RandomStream('chance')
  expect(
    Array.from({ length: 20_000 }, () => random.chance(0.1)).filter(Boolean).length / 20_000,
  ).toBeCloseTo(0.1, 1)
  expect(random.chance(0)).toBe(false)
  expect(random.chance(1)).toBe(true)
})

test('shuffle: the same elements in an order each of which can come; the argument stays', () => {
  const random = new RandomStream('shuffle')
  const list = Object.freeze([1, 2, 3])
  const orders = new Set(Array.from({ length: 300 }, () => random.shuffle(list).join()))
  expect(orders.size).toBe(6)
  expect([...orders].every((one) => one.split(',').sort().join() === '1,2,3')).toBe(true)
})

test('pick: each element can come', () => {
  const random = new RandomStream('pick')
  expect(new Set(Array.from({ length: 100 }, () => random.pick(['a', 'b', 'c'])))).toEqual(
    new Set(['a', 'b', 'c']),
  )
})

const firstDraws: readonly number[] = [964, 627, 369, 364]
