import { expect, test } from 'vitest'
import { scenarioNamed } from '../../../scenarios/index.ts'
import { keepsClocksWithin } from '../../../nemesis/index.ts'
import { present } from '../../../src/base/assert.ts'
import { drawPlan } from '../../../src/run/drawing/draw-plan.ts'
import { withSafeLeases } from '../../../src/run/drawing/safe-leases.ts'
import { TestCase } from '../../../src/testcase/test-case.ts'
import type { Plan } from '../../../src/run/plan.ts'
import { inProcess } from '../../../src/subject/in-process.ts'

const target = inProcess({
  name: 'leasing',
  create: () => {
    throw new Error('not called')
  },
  options: { reads: ['lease', 'log'], batch: [1, 2] },
  offers: { leases: { reads: 'lease' } },
})
/** A tenth, in parts per million. */
const DRIFT = 100_000
const areClocksBounded = ({ faults }: Plan): boolean =>
  faults.every((fault) => keepsClocksWithin(fault, DRIFT))
const scenario = (name: string) => present(scenarioNamed(name), 'a scenario')
const plansOf = (name: string, count = 60) =>
  Array.from({ length: count }, (_, seed) => drawPlan(scenario(name), String(seed), target))

const jump = {
  kind: 'clock-skew',
  nodes: 'leader',
  rate: 1_000_000,
  jump: 500,
  when: { at: 0 },
  for: 10,
} as const

test('leases are drawn where clocks keep within their bound, and nowhere else', () => {
  const all = ['pauses-and-skew', 'everything-at-once', 'minority-down'].flatMap((name) => plansOf(name))
  const leased = all.filter(({ settings }) => settings['reads'] === 'lease')
  expect(leased.length).toBeGreaterThan(20)
  expect(leased.every(areClocksBounded)).toBe(true)
  expect(
    new Set(all.filter((plan) => !areClocksBounded(plan)).map(({ settings }) => settings['reads'])),
  ).toEqual(new Set(['log']))
})

test('steps move clocks: schedules are run without leases', () => {
  for (const { settings } of plansOf('canonical-schedules')) expect(settings['reads']).toBe('log')
})

test('in lease-reads all reads rest on leases', () => {
  for (const plan of plansOf('lease-reads')) {
    expect(plan.settings['reads']).toBe('lease')
    expect(areClocksBounded(plan)).toBe(true)
  }
})

test('a plan that is changed is made safe again', () => {
  const testCase = new TestCase({
    scenario: scenario('churn'),
    target: 'leasing',
    make: () => target,
    seed: '1',
  })
  const plan = { ...testCase.plan(), settings: { reads: 'lease', batch: 1 }, faults: [] }
  expect(testCase.safe(plan)).toEqual(plan)
  expect(testCase.safe({ ...plan, faults: [jump] }).settings).toEqual({ reads: 'log', batch: 1 })
})

test('what else is drawn stays, and a target without leases keeps what it drew', () => {
  const faults = { faults: [jump] }
  expect(withSafeLeases(target, { reads: 'lease', batch: 2 }, faults)).toEqual({ reads: 'log', batch: 2 })
  expect(withSafeLeases(target, { reads: 'lease', batch: 2 }, { faults: [] })).toEqual({
    reads: 'lease',
    batch: 2,
  })
  expect(withSafeLeases({ options: { reads: ['lease'] } }, { reads: 'lease' }, faults)).toEqual({
    reads: 'lease',
  })
})
