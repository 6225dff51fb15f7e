import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Json } from '../../../../src/base/json.ts'
import { batchStore, type BatchStore } from '../../../../src/subject/parts/batches.ts'

/** A disk that keeps, in a crash, whichever of the unsynced writes it is told to. */
class Disk {
  durable: { [key: string]: Json } = {}
  waiting: (readonly [key: string, value: Json])[] = []
  syncs: { readonly covers: number; readonly done: () => void }[] = []
  readonly storage = {
    load: () => (Object.keys(this.durable).length === 0 ? undefined : { ...this.durable }),
    write: (key: string, value: Json) => void this.waiting.push([key, value]),
    sync: (done: () => void) => void this.syncs.push({ covers: this.waiting.length, done }),
  }

  flush(): void {
    this.durable = { ...this.durable, ...Object.fromEntries(this.waiting) }
    this.waiting = []
    for (const { done } of this.syncs.splice(0)) done()
  }

  crash(survives: (position: number) => boolean): void {
    const kept = this.waiting.filter((_write, position) => survives(position))
    this.durable = { ...this.durable, ...Object.fromEntries(kept) }
    this.waiting = []
    this.syncs = []
  }
}

const contents = (store: BatchStore): Json =>
  Object.fromEntries(
    store
      .keys()
      .toSorted()
      .map((key) => [key, store.get(key) as Json]),
  )

test('after crashes a store holds what some moment since the last durable one held', () => {
  const step = fc.oneof(
    fc.record({
      write: fc.array(fc.tuple(fc.constantFrom('x', 'y', 'z'), fc.option(fc.integer())), { minLength: 1 }),
    }),
    fc.constant({ flush: true as const }),
    fc.record({ crash: fc.array(fc.boolean(), { minLength: 1, maxLength: 5 }) }),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const disk = new Disk()
      let store = batchStore(disk)
      let moments: Json[] = [{}]
      for (const one of steps) {
        if ('write' in one) {
          const batch = one.write.map(([key, value]) => (value === null ? { key } : { key, value }))
          store.write(batch)
          moments.push(contents(store))
        } else if ('flush' in one) {
          disk.flush()
          moments = moments.slice(-1)
        } else {
          disk.crash((position) => one.crash[position % one.crash.length] === true)
          store = batchStore(disk)
          expect(moments).toContainEqual(contents(store))
          moments = [contents(store)]
        }
      }
    }),
  )
})

test('a batch that survived behind a gap is not taken up by a later incarnation', () => {
  const disk = new Disk()
  const first = batchStore(disk)
  first.write([{ key: 'a', value: 1 }])
  first.write([{ key: 'b', value: 1 }])
  disk.crash((position) => position === 1)
  const second = batchStore(disk)
  expect(contents(second)).toEqual({})
  second.write([{ key: 'c', value: 1 }])
  disk.flush()
  expect(contents(batchStore(disk))).toEqual({ c: 1 })
})

test('stores of one server are told apart by their names; durable is told of', () => {
  const disk = new Disk()
  const told: string[] = []
  batchStore(disk, 'one').write([{ key: 'a', value: 1 }], () => told.push('one'))
  batchStore(disk, 'two').write([{ key: 'a', value: 2 }])
  expect(told).toEqual([])
  disk.flush()
  expect(told).toEqual(['one'])
  expect([batchStore(disk, 'one').get('a'), batchStore(disk, 'two').get('a')]).toEqual([1, 2])
})
