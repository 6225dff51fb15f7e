import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chanceOfNone } from '../../../src/campaign/chance-of-none.ts'

/** Every way to choose which `failed` of `all` runs fail. */
function choices(failed: number, all: number, from = 0): number[][] {
  if (failed === 0) return [[]]
  return Array.from({ length: all - from }, (_, at) => from + at).flatMap((first) =>
    choices(failed - 1, all, first + 1).map((rest) => [first, ...rest]),
  )
}

test('it is the share of all orders of the runs in which each failing one is among the former', () => {
  const counts = fc
    .record({ then: fc.integer({ min: 1, max: 6 }), now: fc.integer({ min: 0, max: 6 }), part: fc.nat(3) })
    .map(({ then, now, part }) => ({ then, now, failed: Math.min(part, then) }))
  fc.assert(
    fc.property(counts, ({ then, now, failed }) => {
      const all = choices(failed, then + now)
      const among = all.filter((places) => places.every((place) => place < then))
      expect(chanceOfNone(failed, then, now)).toBeCloseTo(among.length / all.length, 12)
    }),
  )
})

test('the worked example', () => {
  expect(chanceOfNone(3, 100, 200)).toBeCloseTo(0.0363, 4)
  expect(chanceOfNone(3, 100, 400)).toBeCloseTo(0.0078, 4)
})
