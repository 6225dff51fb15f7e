import fc from 'fast-check'
import { expect, test } from 'vitest'
import { NodeClock } from '../../../src/sim/node-clock.ts'

const change = fc.oneof(
  fc.record({ do: fc.constant('pass' as const), by: fc.nat(10_000) }),
  fc.record({ do: fc.constant('jump' as const), by: fc.nat(5_000) }),
  fc.record({ do: fc.constant('rate' as const), ppm: fc.integer({ min: 1_000, max: 4_000_000 }) }),
)
const changes = fc.array(change, { maxLength: 20, size: 'max' })

/** The clock after the changes, and what true time it is then. */
function after(list: readonly (typeof change extends fc.Arbitrary<infer T> ? T : never)[]) {
  const clock = new NodeClock()
  let now = 0
  let rate = 1_000_000
  for (const one of list) {
    if (one.do === 'pass') now += one.by
    else if (one.do === 'jump') clock.jump(one.by, now)
    else clock.setRate((rate = one.ppm), now)
  }
  return { clock, now, rate }
}

test('never goes back, through jumps and changes of its rate', () => {
  fc.assert(
    fc.property(changes, (list) => {
      let last = 0
      for (let length = 0; length <= list.length; length++) {
        const { clock, now } = after(list.slice(0, length))
        expect(clock.read(now)).toBeGreaterThanOrEqual(last)
        expect(Number.isSafeInteger(clock.read(now))).toBe(true)
        last = clock.read(now)
      }
    }),
  )
})

test('a jump moves it by just that much, a change of rate by nothing', () => {
  fc.assert(
    fc.property(changes, fc.nat(5_000), fc.integer({ min: 1, max: 9_000_000 }), (list, by, ppm) => {
      const { clock, now } = after(list)
      const before = clock.read(now)
      clock.setRate(ppm, now)
      expect(clock.read(now)).toBe(before)
      clock.jump(by, now)
      expect(clock.read(now)).toBe(before + by)
    }),
  )
})

test('from then on it runs at the rate set', () => {
  const clock = new NodeClock()
  expect(clock.read(1000)).toBe(1000)
  clock.setRate(500_000, 1000)
  expect(clock.read(3000)).toBe(2000)
  clock.setRate(2_000_000, 3000)
  expect(clock.read(4000)).toBe(4000)
  clock.setRate(1_000_000, 4000)
  expect(clock.read(5000)).toBe(5000)
})

test('until() is when read() gets there: not before, and no more than a tick late', () => {
  fc.assert(
    fc.property(changes, fc.integer({ min: -5_000, max: 50_000 }), (list, ahead) => {
      const { clock, now, rate } = after(list)
      const local = clock.read(now) + ahead
      const wait = clock.until(local, now)
      expect(Number.isSafeInteger(wait)).toBe(true)
      if (ahead <= 0) expect(wait).toBe(0)
      else {
        const reached = clock.read(now + wait)
        expect(reached).toBeGreaterThanOrEqual(local)
        expect(reached).toBeLessThanOrEqual(local + Math.ceil(rate / 1_000_000) + 1)
      }
    }),
    { numRuns: 500 },
  )
})
