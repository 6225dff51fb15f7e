import fc from 'fast-check'
import { expect, test } from 'vitest'
import { NumberPairs } from '../../../src/explore/number-pairs.ts'

test('keeps what a map by texts keeps, however it grows', () => {
  const entry = fc.record({
    first: fc.integer({ min: 0, max: 20 }),
    second: fc.integer({ min: -3, max: 20 }),
    value: fc.integer({ min: -2, max: 9 }),
  })
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 400 }), (all) => {
      const [pairs, texts] = [new NumberPairs(2), new Map<string, number>()]
      for (const { first, second, value } of all) {
        expect(pairs.get(first, second)).toBe(texts.get(`${first} ${second}`))
        pairs.set(first, second, value)
        texts.set(`${first} ${second}`, value)
        expect(pairs.get(first, second)).toBe(value)
      }
    }),
  )
})
