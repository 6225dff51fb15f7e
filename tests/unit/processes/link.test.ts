import { describe, expect, test } from 'vitest'
import { RandomStream } from '../../../src/base/random.ts'
import { Link, type Passage } from '../../../src/processes/proxy/link.ts'
import type { Disturbance } from '../../../src/subject/fault-surface.ts'
import { SomeAccount } from './account.ts'

function disturbed(what: Disturbance, pieces = 2000) {
  const link = new Link('n1', 'n2', new RandomStream('link'))
  const statistics = new SomeAccount()
  link.disturb(statistics, what)
  const passages: Passage[] = Array.from({ length: pieces }, () => link.pass())
  return { passages, effects: statistics.effects }
}

const HALF = 500_000
const near = (count: number | undefined): void => {
  expect(count).toBeGreaterThan(900)
  expect(count).toBeLessThan(1100)
}

describe('a piece on a disturbed link', () => {
  test('takes a time from the range', () => {
    const { passages, effects } = disturbed({ delayLow: 5, delayHigh: 9 })
    expect(passages.every(({ delay, reset }) => delay >= 5 && delay <= 9 && !reset)).toBe(true)
    expect(new Set(passages.map(({ delay }) => delay)).size).toBeGreaterThan(1000)
    expect(effects).toEqual({ messagesDelayed: 2000 })
  })

  test('is held back by chance', () => {
    const { passages, effects } = disturbed({ reorder: HALF, reorderWithin: 100 })
    near(passages.filter(({ delay }) => delay > 0).length)
    expect(Math.max(...passages.map(({ delay }) => delay))).toBeLessThanOrEqual(100)
    near(effects['messagesDelayed'])
  })

  test('is lost by chance: sent again later, or the end of its connection', () => {
    const { passages, effects } = disturbed({ drop: HALF })
    const again = passages.filter(({ delay }) => delay > 0)
    const broken = passages.filter(({ reset }) => reset)
    near(again.length + broken.length)
    expect(new Set(again.map(({ delay }) => delay))).toEqual(new Set([200, 400, 800]))
    expect(broken.length / effects['messagesDropped']!).toBeCloseTo(0.25, 1)
  })

  test('cannot be doubled', () => {
    const { passages, effects } = disturbed({ duplicate: 1_000_000, duplicateWithin: 100 })
    expect(passages.every(({ delay, reset }) => delay === 0 && !reset)).toBe(true)
    expect(effects).toEqual({})
  })
})

describe('a link', () => {
  const some = () => ({
    link: new Link('n1', 'n2', new RandomStream('link')),
    ...{ one: new SomeAccount('f1'), other: new SomeAccount('f2') },
  })

  test('is as cut as the hardest of its cuts', () => {
    const { link, one, other } = some()
    expect(link.state).toBe('open')
    link.cut(one, 'stall')
    expect(link.state).toBe('stall')
    link.cut(other, 'reset')
    expect(link.state).toBe('reset')
    link.countCut()
    link.mend(one)
    expect(link.state).toBe('reset')
    link.mend(other)
    expect(link.state).toBe('open')
    // nothing is put down to a fault that is over
    link.countCut()
    expect([one.effects, other.effects]).toEqual([{ messagesCut: 1 }, {}])
  })

  test('adds disturbances up, and ends those of one fault only', () => {
    const { link, one, other } = some()
    link.disturb(one, { delayLow: 5, delayHigh: 5 })
    link.disturb(other, { delayLow: 7, delayHigh: 7 })
    expect(link.pass().delay).toBe(12)
    link.calm(one)
    expect(link.pass().delay).toBe(7)
    expect(link.isCalm).toBe(false)
    link.calm(other)
    expect(link.isCalm).toBe(true)
    expect(link.pass().delay).toBe(0)
    expect([one.effects, other.effects]).toEqual([{ messagesDelayed: 1 }, { messagesDelayed: 2 }])
  })

  test('tells its watchers of each change until they have enough', () => {
    const { link, one } = some()
    let told = 0
    const end = link.watch(() => told++)
    link.cut(one, 'stall')
    link.mend(one)
    link.calm(one)
    expect(told).toBe(3)
    end()
    link.cut(one, 'stall')
    expect(told).toBe(3)
  })
})
