import { expect, test } from 'vitest'
import type { FaultRecord } from '../../../src/record/run-record.ts'
import { addTally, emptyTally, tallyRun, type TalliedRun } from '../../../src/testcase/tally.ts'

const counts = {
  steps: 10,
  messages: 5,
  operations: 1,
  ok: 1,
  failed: 0,
  unknown: 0,
  crashes: 0,
  elections: 1,
  virtualMs: 100,
}
const crash: FaultRecord = {
  id: 'f1',
  kind: 'crash',
  text: 'crash n1',
  activations: [{ from: 1, to: 2, nodes: ['n1'] }],
  effects: { crashes: 3 },
  phases: { election: 1, recovery: 1 },
}
const run = (more: Partial<TalliedRun> = {}): TalliedRun => ({
  status: 'valid',
  counts,
  faults: [],
  digest: 'ab',
  coverageMarks: { leaderElected: 1 },
  ...more,
})
const named = (seed: string) => ({ scenario: 'wild', seed, coverageMarks: ['leaderElected'] })

test('a run that proved nothing is named with its reason', () => {
  const tally = emptyTally()
  tallyRun(tally, run(), named('1-0'))
  tallyRun(tally, run({ status: 'unknown', because: 'no operation succeeded' }), named('1-1'))
  expect(tally.undecided).toEqual([{ scenario: 'wild', seed: '1-1', because: 'no operation succeeded' }])
})

test('of each behaviour the first run that showed it is kept', () => {
  const tally = emptyTally()
  tallyRun(tally, run(), named('1-0'))
  tallyRun(tally, run({ coverageMarks: { leaderElected: 5 } }), named('1-1'))
  tallyRun(tally, run({ coverageMarks: { leaderElected: 7 }, faults: [crash] }), named('1-2'))
  expect(tally.firstShown).toEqual({ 'leaderElected x1': 0, 'leaderElected x4': 1, 'crash crashes x2': 2 })
})

test('phases of faults add up, also to a sum from before they were counted', () => {
  const tally = emptyTally()
  tallyRun(tally, run({ faults: [crash, crash] }), named('1-0'))
  const sum = emptyTally()
  sum.faults['crash'] = { planned: 1, idle: 0, activations: 4, effects: {} }
  addTally(sum, tally)
  addTally(sum, tally)
  expect(sum.faults['crash']).toEqual({
    planned: 5,
    idle: 0,
    activations: 8,
    effects: { crashes: 12 },
    phases: { election: 4, recovery: 4 },
  })
})
