import { describe, expect, test } from 'vitest'
import { pause, pauseAfter } from '../../../../src/raft/client/backoff.ts'

describe('the pause after a try', () => {
  test('is drawn from a range that doubles, up to the longest', () => {
    const ranges = [1, 2, 3, 4, 5, 100].map((tries) =>
      pauseAfter(tries, { minDelay: 10, maxDelay: 50 }, () => 1),
    )
    expect(ranges).toEqual([10, 20, 40, 50, 50, 50])
    expect(pauseAfter(3, { minDelay: 10 }, () => 0.5)).toBe(20)
    expect(pauseAfter(9, {}, () => 0)).toBe(0)
  })

  test('ends early when a signal does, before or while', async () => {
    await pause(600_000, [AbortSignal.abort()])
    const stop = new AbortController()
    const paused = pause(600_000, [new AbortController().signal, stop.signal])
    stop.abort()
    await paused
  })

  test('ends early when told to, and then lets go', async () => {
    let forgotten = 0
    await pause(600_000, [], (end) => {
      queueMicrotask(end)
      return () => forgotten++
    })
    expect(forgotten).toBe(1)
  })
})
