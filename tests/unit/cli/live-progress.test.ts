import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { clock, LiveProgress } from '../../../src/cli/live-progress.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function written(isTTY: boolean, millis: number): readonly string[] {
  const writes: string[] = []
  const stream = { isTTY, columns: 30, write: (text: string) => writes.push(text) }
  let drawn = 0
  const live = new LiveProgress(stream, {
    block: () => [`block ${++drawn} ${'x'.repeat(60)}`],
    line: () => `line ${++drawn}`,
  })
  vi.advanceTimersByTime(millis)
  live.end()
  vi.advanceTimersByTime(60_000)
  live.say('after the end\n')
  return writes
}

test('a terminal is redrawn at most ten times a second, in lines that fit, and is left clean', () => {
  const writes = written(true, 1000)
  const blocks = writes.filter((text) => text.startsWith('block'))
  expect(blocks.length).toBeGreaterThan(1)
  expect(blocks.length).toBeLessThanOrEqual(10)
  for (const text of blocks) expect(text.trimEnd()).toHaveLength(29)
  expect(writes.filter((text) => text.startsWith('\u001b[1A'))).toHaveLength(blocks.length)
  expect(writes.at(-1)).toBe('after the end\n')
})

test('elsewhere there is a line each half minute', () => {
  expect(written(false, 29_000)).toEqual(['after the end\n'])
  expect(written(false, 61_000)).toEqual(['line 1\n', 'line 2\n', 'after the end\n'])
})

test('a block makes room for what goes to another stream', () => {
  const order: string[] = []
  const err = { isTTY: true, columns: 80, write: (text: string) => order.push(`err ${text}`) }
  const out = { write: (text: string) => order.push(`out ${text}`) }
  const live = new LiveProgress(err, { block: () => ['working'], line: () => undefined })
  live.draw()
  live.say('FAIL\n', out)
  live.end()
  const erased = 'err \u001b[1A\u001b[2K'
  expect(order).toEqual(['err working\n', erased, 'out FAIL\n', 'err working\n', erased])
})

test('tells time as a clock', () => {
  expect([0, 125_000, 3_725_000].map(clock)).toEqual(['00:00', '02:05', '1:02:05'])
})
