import { describe, expect, test } from 'vitest'
import { scenarios, type Scenario } from '../../../scenarios/index.ts'
import { drawPlan } from '../../../src/run/drawing/draw-plan.ts'
import { assertShape, type PlanShape } from '../../../src/run/drawing/plan-shape.ts'
import { parsePlan, type Plan } from '../../../src/run/plan.ts'
import { inProcess } from '../../../src/subject/in-process.ts'
import { builtInRaft } from '../../../src/subject/built-in-raft/built-in-raft.ts'

const wild = scenarios.find(({ name }) => name === 'everything-at-once')!
const draw = (seed: string, shape: PlanShape = {}, scenario: Scenario = wild): Plan =>
  drawPlan(scenario, seed, builtInRaft(), shape)
const many = (scenario: Scenario = wild): Plan[] =>
  Array.from({ length: 120 }, (_, seed) => draw(String(seed), {}, scenario))

test('the same scenario, seed and shape give the same plan; another of them another', () => {
  expect(draw('1')).toEqual(draw('1'))
  const others = [draw('1'), draw('2'), draw('1', { nodes: 7 }), draw('1', {}, scenarios[0]!)]
  expect(new Set(others.map((plan) => JSON.stringify(plan))).size).toBe(4)
})

test('settings of world and subject vary with the seed: each of them takes each of its values', () => {
  const seen = (of: (plan: Plan) => unknown): Set<unknown> => new Set(many().map(of))
  expect(seen(({ nodes }) => nodes)).toEqual(new Set([1, 2, 3, 4, 5, 6, 7]))
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

  test('are those of the built-in Raft: another target has no clients that share one', () => {
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

describe('a plan for a target that declares what it offers', () => {
  const target = (options: object) =>
    inProcess({
      name: 'foreign',
      electionTimeout: 300,
      create: () => ({ receive() {}, submit() {} }),
      ...options,
    })
  const plans = (options: object, shape: PlanShape = {}, scenario: Scenario = wild): Plan[] =>
    Array.from({ length: 40 }, (_, seed) => drawPlan(scenario, String(seed), target(options), shape))
  const kindsOf = (list: readonly Plan[]): Set<string> =>
    new Set(list.flatMap(({ faults }) => faults.map(({ kind }) => kind)))
  const functionsOf = (list: readonly Plan[]): Set<string> =>
    new Set(list.flatMap(({ workload }) => workload.operations.map(({ f }) => f)))

  test('has its options as settings, each value in some, and none of the built-in Raft’s', () => {
    const options = { zeal: ['high'], batch: [1, 8, 64] }
    const all = plans({ options })
    for (const { settings } of all) expect(Object.keys(settings)).toEqual(['batch', 'zeal'])
    expect(new Set(all.map(({ settings }) => settings['batch']))).toEqual(new Set([1, 8, 64]))
    // however they are written down
    const turned = plans({ options: { batch: [1, 8, 64], zeal: ['high'] } })
    expect(turned).toEqual(all)
    expect(plans({})[0]?.settings).toEqual({})
    // and all else is drawn as without
    expect(all.map(({ settings: _, ...rest }) => rest)).toEqual(
      plans({}).map(({ settings: _, ...rest }) => rest),
    )
  })

  test('has as many servers as it plays at least', () => {
    const sizes = (offers: { fewestServers?: number }): Set<number> => {
      const target = inProcess({ name: 'pair', offers, create: () => ({}) as never })
      const drawn = Array.from({ length: 200 }, (_, seed) => drawPlan(wild, String(seed), target).nodes)
      return new Set(drawn)
    }
    expect(sizes({})).toEqual(new Set([1, 2, 3, 4, 5, 6, 7]))
    expect(sizes({ fewestServers: 3 })).toEqual(new Set([3, 4, 5, 6, 7]))
  })

  test('has an unusual size now and then, in the simulated world alone, and only where none is named', () => {
    const target = builtInRaft()
    const drawn = (scenario: Scenario, faultKinds?: readonly string[]): number[] =>
      Array.from({ length: 600 }, (_, seed) => {
        const planned = { ...target, ...(faultKinds && { faultKinds }) }
        return drawPlan(scenario, String(seed), planned).nodes
      })
    const unusual = (sizes: readonly number[]): number =>
      sizes.filter((size) => [1, 6, 7].includes(size)).length
    const all = drawn(wild)
    expect(unusual(all)).toBeGreaterThan(30)
    expect(unusual(all)).toBeLessThan(80)
    expect(unusual(drawn({ ...wild, nodes: [3, 5] }))).toBe(0)
    expect(drawn({ ...wild, servers: 2 })).not.toContain(1)
    // one that is usual is what it was
    const real = drawn(wild, ['crash'])
    expect(unusual(real)).toBe(0)
    expect(all.filter((size, at) => size !== real[at]).length).toBe(unusual(all))
  })

  test('calls what is declared', () => {
    expect(functionsOf(plans({}))).toEqual(new Set(['read', 'write', 'cas']))
    expect(functionsOf(plans({ offers: { functions: ['read', 'write'] } }))).toEqual(
      new Set(['read', 'write']),
    )
    expect(functionsOf(plans({ offers: { functions: ['cas', 'read'] } }))).toEqual(new Set(['read', 'cas']))
    expect(functionsOf(plans({ offers: { electionsOnly: true } }))).toEqual(new Set())
  })

  test('crashes nobody who forgets, whoever says that it should', () => {
    const forgets = { offers: { persistence: false } }
    const left = ['pause', 'partition', 'drop', 'delay', 'duplicate', 'reorder', 'timeouts', 'clock-skew']
    const drawn = kindsOf(plans(forgets))
    expect([...drawn].every((kind) => left.includes(kind))).toBe(true)
    expect(drawn.size).toBeGreaterThan(5)
    expect(kindsOf(plans(forgets, { nemesis: ['process'] }))).toEqual(new Set(['pause']))
    const crashing = scenarios.find(({ name }) => name === 'minority-down')!
    expect(kindsOf(plans(forgets, {}, crashing))).toEqual(new Set())
    expect(kindsOf(plans({}, {}, crashing))).toEqual(new Set(['crash']))
  })

  test('has an operator where it may have one, whose calls any Raft takes', () => {
    const changing = scenarios.find(({ name }) => name === 'changing-members')!
    const callsOf = (offers: object) =>
      plans({ offers }, {}, changing).flatMap(({ workload }) => workload.operator ?? [])
    expect(callsOf({})).toEqual([])
    expect(new Set(callsOf({ transfer: true }).map(({ f }) => f))).toEqual(new Set(['transfer-leadership']))
    const changes = callsOf({ membership: true })
    expect(changes.length).toBeGreaterThan(100)
    for (const { value } of changes) expect(JSON.stringify(value)).toMatch(/^\{"(add|remove)":\["n\d"\]\}$/)
  })

  test('has several operators at once where members change, and the built-in Raft one', () => {
    const changing = scenarios.find(({ name }) => name === 'changing-members')!
    const countsOf = (drawn: readonly Plan[]): unknown =>
      new Set(drawn.map((plan) => plan.workload.operators))
    expect(countsOf(plans({ offers: { membership: true } }, {}, changing))).toEqual(
      new Set([undefined, 2, 3]),
    )
    expect(countsOf(plans({ offers: { transfer: true } }, {}, changing))).toEqual(new Set([undefined]))
    expect(countsOf(many(changing))).toEqual(new Set([undefined]))
  })

  test('is in slow motion where elections take long: as many fit into the faults, with as many operations', () => {
    const usual = plans({ electionTimeout: 600 })
    const slow = plans({ electionTimeout: 6000 })
    for (const [position, plan] of slow.entries()) {
      expect(plan.healAt).toBe(10 * (usual[position] as Plan).healAt)
      const [few = 0, many = 0] = [plan, usual[position]].map((one) => one?.workload.operations.length)
      expect(Math.abs(few - many)).toBeLessThanOrEqual(1)
    }
  })
})

test('a plan that could not be written down is refused by the names of its options', () => {
  expect(() => draw('1', { rate: 1_000_000, timeLimit: 10_000 })).toThrow(
    /rate over \d+ s makes \d+ operations/,
  )
  expect(() => assertShape({ timeLimit: 1e15 })).toThrow('timeLimit must be 24h at most')
  expect(() => assertShape({ timeLimit: 3_600_000 })).not.toThrow()
})

test('a plan whose operator would call for hours can be read again', () => {
  const snapshots = inProcess({
    name: 'stranger',
    create: () => ({ receive: () => {}, submit: () => {} }),
    offers: { snapshots: 'on-request' },
  })
  const steady = scenarios.find(({ name }) => name === 'steady-cluster')!
  const plan = drawPlan(steady, '1', snapshots, { timeLimit: 6 * 3_600_000, rate: 0.01 })
  expect(() => parsePlan(plan, 'here')).not.toThrow()
})
