import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { RandomStream } from '../../../src/base/random.ts'
import { drawSurvivors, SimDisk, type Write } from '../../../src/sim/disk.ts'

const action = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('write' as const),
      key: fc.constantFrom('a', 'b', 'c'),
      value: fc.nat(99),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('sync' as const), count: fc.nat(4) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('settle' as const),
      keep: fc.array(fc.boolean(), { maxLength: 8 }),
    }),
  },
)

test('equals two lists: what is durable in the order it became so, and what is not yet', () => {
  fc.assert(
    fc.property(fc.array(action, { maxLength: 40, size: 'max' }), (actions) => {
      const disk = new SimDisk()
      const durable: Write[] = []
      let unsynced: Write[] = []
      for (const one of actions) {
        if (one.do === 'write') {
          disk.write(one.key, one.value, 1)
          unsynced.push({ key: one.key, value: one.value, size: 1 })
        } else if (one.do === 'sync') {
          const written = unsynced.slice(0, one.count)
          unsynced = unsynced.slice(one.count)
          durable.push(...written)
          expect(disk.sync(one.count)).toEqual(written)
        } else {
          const survivors = unsynced.flatMap((_, position) => (one.keep[position] === true ? [position] : []))
          const kept = survivors.map((position) => unsynced[position]!)
          expect(disk.settle(survivors)).toBe(unsynced.length - kept.length)
          durable.push(...kept)
          unsynced = []
        }
        const stored =
          durable.length === 0 ? undefined : Object.fromEntries(durable.map(({ key, value }) => [key, value]))
        expect(disk.stored).toEqual(stored)
        expect(disk.unsynced).toBe(unsynced.length)
        expect(disk.synced).toBe(durable.length)
      }
    }),
    { numRuns: 300 },
  )
})

test('of many writes the last one of each key counts, where the first one stood', () => {
  const random = new RandomStream('many writes')
  const keys = [
    'b',
    'a',
    '__proto__',
    '7',
    '3',
    ...Array.from({ length: 400 }, (_, number) => `wal/${number}`),
  ]
  const disk = new SimDisk()
  const durable = new Map<string, Write>()
  for (let count = 1; count <= 6000; count++) {
    const write = { key: random.pick(keys), value: count, size: random.int(0, 9) }
    disk.write(write.key, write.value, write.size)
    if (random.chance(0.01)) disk.settle([])
    else {
      disk.sync(1)
      durable.set(write.key, write)
    }
    if (count % 97 !== 0) continue
    const stored = Object.fromEntries([...durable].map(([key, { value }]) => [key, value]))
    expect(Object.entries(disk.stored ?? {})).toEqual(Object.entries(stored))
    disk.write('not synced', 0, 5)
    const size = [...durable.values()].reduce((sum, one) => sum + one.size, 5)
    expect([disk.isLargerThan(size), disk.isLargerThan(size - 1)]).toEqual([false, true])
    disk.settle([])
  }
})

test('what is stored is made anew: who changes it changes nothing on the disk', () => {
  const disk = new SimDisk()
  disk.write('a', 1)
  disk.sync(1)
  Object.assign(disk.stored ?? {}, { a: 2, b: 3 })
  expect(disk.stored).toEqual({ a: 1 })
})

describe('what survives a crash', () => {
  const random = new RandomStream('survivors')
  const many = (mode: 'prefix' | 'subset'): number[][] =>
    Array.from({ length: 300 }, () => drawSurvivors(mode, 3, random))

  test('keep: everything; lose: nothing', () => {
    expect(drawSurvivors('keep', 3, random)).toEqual([0, 1, 2])
    expect(drawSurvivors('lose', 3, random)).toEqual([])
  })

  test('prefix: the oldest, any number of them', () => {
    const drawn = new Set(many('prefix').map((one) => one.join()))
    expect(drawn).toEqual(new Set(['', '0', '0,1', '0,1,2']))
  })

  test('subset: any of them, in the order of writing', () => {
    const drawn = new Set(many('subset').map((one) => one.join()))
    expect(drawn).toEqual(new Set(['', '0', '1', '2', '0,1', '0,2', '1,2', '0,1,2']))
  })
})
