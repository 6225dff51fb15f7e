import fc from 'fast-check'
import { expect, test } from 'vitest'
import { AheadSizes } from '../../../src/testcase/runs-ahead.ts'

const chunksOf = (runs: number): number[][] => {
  const sizes = new AheadSizes()
  const chunks: number[][] = []
  for (let position = 0; position < runs; position++) {
    const behind = sizes.behind(position, runs)
    if (behind.length > 0) chunks.push([position, ...behind])
  }
  return chunks
}

test('runs are made ahead in chunks of 8, 16, 32, then 64; the first is made alone', () => {
  const chunks = chunksOf(300)
  expect(chunks.map(([first]) => first)).toEqual([1, 9, 25, 57, 121, 185, 249])
  expect(chunks.map(({ length }) => length)).toEqual([8, 16, 32, 64, 64, 64, 51])
})

test('no run is made twice, none that was not asked for, and hardly more in vain than were made before', () => {
  fc.assert(
    fc.property(fc.nat(500), (runs) => {
      const ahead = chunksOf(runs).flat()
      expect(ahead).toEqual([...new Set(ahead)].sort((a, b) => a - b))
      for (const position of ahead) expect(position).toBeLessThan(runs)
      for (const [first = 0, ...behind] of chunksOf(runs))
        expect(behind.length).toBeLessThanOrEqual(first + 6)
    }),
  )
})
