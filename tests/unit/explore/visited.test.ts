import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Visited } from '../../../src/explore/visited.ts'

test('adds each hash once, as a set of texts does, however it grows', () => {
  const halves = fc.record({
    low: fc.integer({ min: -3, max: 3 }),
    high: fc.integer({ min: -4, max: 4 }).map((one) => one | 1),
  })
  fc.assert(
    fc.property(fc.array(halves, { maxLength: 300 }), (all) => {
      const [visited, texts] = [new Visited(2), new Set<string>()]
      for (const { low, high } of all) {
        expect(visited.has(low, high)).toBe(texts.has(`${low} ${high}`))
        expect(visited.add(low, high)).toBe(!texts.has(`${low} ${high}`))
        texts.add(`${low} ${high}`)
      }
      expect(visited.size).toBe(texts.size)
    }),
  )
})
