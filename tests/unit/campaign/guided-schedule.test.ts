import { expect, test } from 'vitest'
import { GuidedSchedule } from '../../../src/campaign/guided-schedule.ts'
import { settings as usual } from './some-settings.ts'

const settings = { ...usual, scenarios: ['a', 'b'], choices: ['a', 'b'], runs: 5, seed: '7' }

/** What each worker is given when they ask in this order, until there is no more. */
function handedOut(schedule: GuidedSchedule, order: readonly number[]): string[][] {
  const got: string[][] = [[], []]
  let idle = 0
  for (let turn = 0; idle < 2 * order.length; turn++) {
    const worker = order[turn % order.length]!
    const chunk = schedule.next(worker)
    if (chunk === undefined) idle++
    else got[worker]!.push(`${chunk.scenario} ${chunk.seeds.join()}`)
  }
  return got
}

test('each worker has runs of its own, whoever is faster', () => {
  const even = handedOut(new GuidedSchedule(settings, [], 2), [0, 1])
  const uneven = handedOut(new GuidedSchedule(settings, [], 2), [0, 0, 0, 1])
  expect(uneven).toEqual(even)
  expect(even[0]).toEqual(['a 7-0', 'b 7-0', 'a 7-2', 'b 7-2', 'a 7-4', 'b 7-4'])
  expect(even[1]).toEqual(['a 7-1', 'b 7-1', 'a 7-3', 'b 7-3'])
})

test('what is done already is not handed out again, nor anything once time is up', () => {
  const done = [{ scenario: 'a', first: 0, runs: 3 }]
  const schedule = new GuidedSchedule(settings, done, 1)
  expect(schedule.next(0)?.seeds).toEqual(['7-0'])
  expect(schedule.next(0)?.scenario).toBe('b')
  schedule.expire()
  expect(schedule.next(0)).toBeUndefined()
})
