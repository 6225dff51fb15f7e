import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Heap } from '../../../src/base/heap.ts'

const action = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: 0, max: 20 }) },
  { weight: 4, arbitrary: fc.constant('pop' as const) },
  { weight: 1, arbitrary: fc.constant('clear' as const) },
)

test('gives what a sorted list gives, whatever is put in between', () => {
  fc.assert(
    fc.property(fc.array(action, { maxLength: 120, size: 'max' }), (actions) => {
      const heap = new Heap<number>((a, b) => a < b)
      let list: number[] = []
      for (const one of actions) {
        if (one === 'pop') expect(heap.pop()).toBe(list.shift())
        else if (one === 'clear') {
          expect(heap.clear().sort((a, b) => a - b)).toEqual(list)
          list = []
        } else {
          heap.push(one)
          list = [...list, one].sort((a, b) => a - b)
        }
        expect(heap.size).toBe(list.length)
        expect(heap.peek()).toBe(list[0])
      }
    }),
  )
})

test('takes members of its own order, infinite ranks included', () => {
  const heap = new Heap<{ readonly rank: number }>((a, b) => a.rank > b.rank)
  for (const rank of [3, Infinity, -1, 7]) heap.push({ rank })
  expect([heap.pop(), heap.pop(), heap.pop(), heap.pop()].map((one) => one?.rank)).toEqual([
    Infinity,
    7,
    3,
    -1,
  ])
})
