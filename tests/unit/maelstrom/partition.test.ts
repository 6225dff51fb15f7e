import { describe, expect, test } from 'vitest'
import { RandomStream } from '../../../src/base/random.ts'
import { drawnPartition } from '../../../src/maelstrom/partition.ts'

const drawn = (count: number) => {
  const ids = Array.from({ length: count }, (_, at) => `n${at}`)
  const random = new RandomStream(`partitions of ${count}`)
  return Array.from({ length: 100 }, () => {
    const { kind, parts } = drawnPartition(ids, random)
    const hears = (a: string, b: string): boolean =>
      a === b || parts.some((part) => part.includes(a) && part.includes(b))
    return { kind, heard: ids.map((a) => ids.filter((b) => hears(a, b)).length) }
  })
}

describe('a partition', () => {
  test.each([2, 3, 4, 5, 6, 7, 9, 12])('of %i nodes keeps some from each other', (count) => {
    for (const { kind, heard } of drawn(count)) expect(Math.min(...heard), kind).toBeLessThan(count)
  })

  test.each([3, 4, 5, 6, 7, 9, 12])('of overlapping majorities leaves each of %i nodes one', (count) => {
    const rings = drawn(count).filter(({ kind }) => kind === 'majorities-ring')
    expect(rings.length).toBeGreaterThan(5)
    for (const { heard } of rings) expect(Math.min(...heard)).toBeGreaterThan(count / 2)
  })

  test('of a single node has no effect', () => {
    expect(drawn(1).every(({ heard }) => heard[0] === 1)).toBe(true)
  })
})
