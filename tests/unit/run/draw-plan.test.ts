import { describe, expect, test } from 'vitest'
import { scenarios, type Scenario } from '../../../scenarios/index.ts'
import { drawPlan, type PlanShape } from '../../../src/run/draw-plan.ts'
import type { Plan } from '../../../src/run/plan.ts'
import { inProcess } from '../../../src/target/in-process.ts'
import { ownRaft } from '../../../src/target/own-raft/own-raft.ts'

const wild = scenarios.find(({ name }) => name === 'everything-at-once')!
const draw = (seed: string, shape: PlanShape = {}, scenario: Scenario = wild): Plan =>
  drawPlan(scenario, seed, ownRaft(), shape)
const many = (scenario: Scenario = wild): Plan[] =>
  Array.from({ length: 120 }, (_, seed) => draw(String(seed), {}, scenario))

test('the same scenario, seed and shape give the same plan; another of them another', () => {
  expect(draw('1')).toEqual(draw('1'))
  const others = [draw('1'), draw('2'), draw('1', { nodes: 7 }), draw('1', {}, scenarios[0]!)]
  expect(new Set(others.map((plan) => JSON.stringify(plan))).size).toBe(4)
})

test('settings of world and subject vary with the seed: each of them takes each of its values', () => {
  const seen = (of: (plan: Plan) => unknown): Set<unknown> => new Set(many().map(of))
  expect(seen(({ nodes }) => nodes)).toEqual(new Set([2, 3, 4, 5]))
  expect(seen(({ settings }) => settings['batch'])).toEqual(new Set([1, 2, 16, 64]))
  for (const flag of ['noop', 'pipeline']) expect(seen(({ settings }) => settings[flag]).size).toBe(2)
  expect(seen(({ settings }) => settings['backtrack']).size).toBe(2)
  expect(seen(({ world }) => world.network.fifo).size).toBe(2)
  expect(seen(({ world }) => world.network.latency.distribution).size).toBe(3)
  expect(seen(({ faults }) => faults.map(({ kind }) => kind).join()).size).toBeGreaterThan(30)
})

describe('what the user fixes is not drawn', () => {
  test('size, clients, time', () => {
    const plan = draw('3', { nodes: 7, clients: 2, timeLimit: 500 })
    expect(plan).toMatchObject({ nodes: 7, workload: { clients: 2 } })
    expect(plan.healAt).toBe(500 + 2 * (plan.settings['electionTimeoutMax'] as number))
  })

  test('the kinds of faults', () => {
    const kinds = new Set(
      Array.from({ length: 40 }, (_, seed) => draw(String(seed), { nemesis: ['pause'] }))
        .flatMap(({ faults }) => faults)
        .map(({ kind }) => kind),
    )
    expect(kinds).toEqual(new Set(['pause']))
  })

  test('the sizes and settings of the scenario', () => {
    const fixed = { ...wild, nodes: [6], settings: { batch: 1, noop: false } }
    for (const plan of many(fixed)) {
      expect(plan).toMatchObject({ nodes: 6, settings: { batch: 1, noop: false } })
    }
  })
})

test('the time to recover counts with the settings of the scenario, not with those drawn in their place', () => {
  const slow = { ...wild, settings: { batch: 1, backtrack: 'one' } }
  const fast = { ...wild, settings: { batch: 64, backtrack: 'fast' } }
  for (const seed of ['1', '2', '3']) {
    expect(draw(seed, {}, slow).settle).toBeGreaterThan(draw(seed, {}, fast).settle)
  }
})

describe('sessions', () => {
  test('are explicit in some plans, and shared in some', () => {
    const plans = many()
    for (const { settings } of plans) {
      const isExplicit = settings['registration'] === 'explicit'
      expect('sessionTtl' in settings).toBe(isExplicit)
      expect('maxSessions' in settings).toBe(isExplicit)
    }
    const count = (has: (plan: Plan) => boolean): number => plans.filter(has).length
    expect(count(({ settings }) => settings['registration'] === 'explicit')).toBeGreaterThan(20)
    expect(count(({ settings }) => settings['maxSessions'] === 3)).toBeGreaterThan(5)
    expect(count(({ workload }) => workload.share === 2)).toBeGreaterThan(5)
    expect(count(({ workload }) => workload.share === 3)).toBeGreaterThan(5)
  })

  test('are as the scenario has them', () => {
    for (const registration of ['explicit', 'implicit'])
      for (const { settings } of many({ ...wild, settings: { registration, sessionTtl: 70 } })) {
        expect(settings).toMatchObject({ registration, sessionTtl: 70 })
      }
  })

  test('are those of the own Raft: another target has no clients that share one', () => {
    const foreign = inProcess({ name: 'foreign', create: () => ({ receive() {}, submit() {} }) })
    for (let seed = 0; seed < 60; seed++) {
      const { workload } = drawPlan(wild, String(seed), foreign)
      expect(workload).not.toHaveProperty('share')
    }
  })
})

test('a target that is not ours says how long its elections take', () => {
  const foreign = inProcess({
    name: 'foreign',
    electionTimeout: 3000,
    create: () => ({ receive() {}, submit() {} }),
  })
  expect(drawPlan(wild, '1', foreign).healAt).toBeGreaterThan(2 * 3000)
})
