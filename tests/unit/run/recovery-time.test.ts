import { expect, test } from 'vitest'
import { RecoveryTime } from '../../../src/run/recovery-time.ts'

const SECOND = 1_000_000

const shown = (lastIndex: number, commitIndex: number): Parameters<RecoveryTime['worksOff']>[0] => [
  undefined,
  { log: { lastIndex }, commitIndex } as never,
  { log: { lastIndex: commitIndex }, commitIndex: commitIndex - 1 } as never,
]

function healed(): RecoveryTime {
  const time = new RecoveryTime({ healAt: 1000, settle: 20_000 })
  time.begin(SECOND)
  return time
}

test('a cluster that works off what it has taken is waited for', () => {
  const time = healed()
  let now = SECOND
  for (let committed = 0; committed < 5000; committed++, now += 50_000)
    time.worksOff(shown(5000 + Math.floor(committed / 10), committed), now)
  expect(time.deadline).toBe(now - 50_000 + 5 * SECOND)
})

test('one that commits and takes as much, or nothing at all, is not', () => {
  const time = healed()
  for (let now = SECOND, index = 1; now < 60 * SECOND; now += SECOND, index++) {
    time.worksOff(shown(index, index), now)
    time.worksOff(shown(index + 1, index), now)
  }
  expect(time.deadline).toBe(21 * SECOND)
})

test('the end is never put before what it was, and what recovers again is looked at anew', () => {
  const time = healed()
  time.worksOff(shown(10, 0), SECOND)
  expect(time.deadline).toBe(21 * SECOND)
  time.worksOff(shown(10, 9), 20 * SECOND)
  expect(time.deadline).toBe(25 * SECOND)
  time.again(30 * SECOND)
  time.worksOff(shown(100, 50), 49 * SECOND)
  expect(time.deadline).toBe(54 * SECOND)
})
