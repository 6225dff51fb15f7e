import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LeastFirst } from '../../../../checkers/linearizability/search/least-first.ts'

test('gives the least first, and none above what was asked for', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 60 }), fc.nat(20), (ranks, most) => {
      const heap = new LeastFirst<number>()
      for (const rank of ranks) heap.add(rank, rank)
      const taken: number[] = []
      for (let next = heap.takeUpTo(most); next !== undefined; next = heap.takeUpTo(most)) taken.push(next)
      expect(taken).toEqual(ranks.filter((rank) => rank <= most).sort((a, b) => a - b))
      heap.add(Infinity, -1)
      const rest: number[] = []
      for (let next = heap.takeUpTo(Infinity); next !== undefined; next = heap.takeUpTo(Infinity))
        rest.push(next)
      expect(rest).toEqual([...ranks.filter((rank) => rank > most).sort((a, b) => a - b), -1])
    }),
  )
})
