import fc from 'fast-check'
import { expect, test } from 'vitest'
import { firstIndex } from '../../../src/base/search.ts'

test('finds what looking at each finds', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20)), fc.nat(20), (numbers, bound) => {
      const sorted = numbers.toSorted((a, b) => a - b)
      const first = sorted.findIndex((number) => number >= bound)
      const found = firstIndex(sorted.length, (index) => (sorted[index] as number) >= bound)
      expect(found).toBe(first < 0 ? sorted.length : first)
    }),
  )
})
