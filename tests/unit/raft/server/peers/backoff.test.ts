import { expect, test } from 'vitest'
import { Backoff } from '../../../../../src/raft/server/peers/backoff.ts'

test('waits longer each time, within its bound, and not always the same', () => {
  const backoff = new Backoff(10, 100)
  for (let round = 0; round < 20; round++) {
    for (const due of [10, 20, 40, 80, 100, 100, 100]) {
      const wait = backoff.next()
      expect(wait).toBeGreaterThanOrEqual(due / 2)
      expect(wait).toBeLessThanOrEqual(due)
    }
    backoff.reset()
  }
  expect(new Set(Array.from({ length: 20 }, () => new Backoff(10, 100).next())).size).toBeGreaterThan(1)
})
