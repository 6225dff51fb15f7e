import fc from 'fast-check'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import { describe, expect, test } from 'vitest'
import {
  capabilitiesNeeded,
  composeFaults,
  describeFault,
  Draws,
  kindsNamed,
  nemeses,
  nemesisGroups,
  Nemesis,
  parseFaults,
  recipes,
  type FaultContext,
  type FaultPlan,
  type Mode,
} from '../../../nemesis/index.ts'
import { FakeSurface } from './fake-surface.ts'

const context: FaultContext = {
  members: ['n1', 'n2', 'n3', 'n4', 'n5'],
  chaosFrom: 1000,
  chaosUntil: 9000,
  electionTimeout: 300,
  heartbeat: 50,
}

const generate = (arbitrary: fc.Arbitrary<readonly FaultPlan[]>, seed: number, count: number) => {
  const random = new fc.Random(xoroshiro128plus(seed))
  return Array.from({ length: count }, () => arbitrary.generate(random, undefined).value)
}

const only = (mode: Mode) => ({ modes: { [mode]: 1 } })
const allModes = { modes: { aimed: 40, swarm: 20, fixed: 10, churn: 30 } }
const kindsOf = (plans: readonly (readonly FaultPlan[])[]): Set<string> =>
  new Set(plans.flatMap((plan) => plan.map(({ kind }) => kind)))

describe('a plan', () => {
  test('is plain JSON that the schema takes back unchanged', () => {
    fc.assert(
      fc.property(composeFaults(context, allModes), (plan) => {
        expect(parseFaults(JSON.parse(JSON.stringify(plan)))).toEqual(plan)
      }),
      { numRuns: 300 },
    )
  })

  test('is the same for the same seed, and another for another', () => {
    const arbitrary = composeFaults(context)
    expect(generate(arbitrary, 5, 20)).toEqual(generate(composeFaults(context), 5, 20))
    expect(generate(arbitrary, 5, 20)).not.toEqual(generate(arbitrary, 6, 20))
  })

  test('holds whole numbers only and begins within the chaos phase', () => {
    const sizes = [2, 3, 4, 5, 7].map((size) => ({
      ...context,
      members: context.members.slice(0, size),
      chaosFrom: 500,
      chaosUntil: 500 + size * 300,
    }))
    for (const other of [
      ...sizes,
      { ...context, electionTimeout: 60_000 },
      { ...context, electionTimeout: 2, heartbeat: 1 },
    ]) {
      for (const fault of generate(composeFaults(other, allModes), 3, 300).flat()) {
        const numbers = JSON.stringify(fault).match(/[\d.]+/g) ?? []
        for (const number of numbers) expect(Number.isSafeInteger(Number(number))).toBe(true)
        const { when } = fault
        expect(() => parseFaults([fault])).not.toThrow()
        expect('at' in when ? when.at : when.after).toBeGreaterThanOrEqual(other.chaosFrom)
      }
    }
  })

  test('leaves the world as it was when it is healed', () => {
    for (const [seed, plan] of generate(composeFaults(context, allModes), 11, 150).entries()) {
      const surface = new FakeSurface(context.members, String(seed))
      const nemesis = new Nemesis(plan, surface)
      nemesis.start()
      for (let time = 0; time < context.chaosUntil; time += 20) {
        surface.runTo(time)
        for (const fault of plan)
          if ('on' in fault.when) surface.happens(fault.when.on, surface.random.pick(surface.members))
      }
      nemesis.healAll()
      expect(surface.untouched).toBe(true)
      for (const { activations } of nemesis.records())
        for (const { to } of activations) expect(to).not.toBeNull()
    }
  })

  test('uses only the kinds that are wanted, and of a mode what the mode is about', () => {
    const kinds = ['partition', 'drop']
    expect(kindsOf(generate(composeFaults(context, { kinds }), 1, 300))).toEqual(new Set(kinds))
    const weighted = composeFaults(context, { kinds: { pause: 2, crash: 0 } })
    expect(kindsOf(generate(weighted, 1, 100))).toEqual(new Set(['pause']))
    expect(generate(composeFaults(context, { kinds: [] }), 1, 10).flat()).toEqual([])
    expect(() => composeFaults(context, { kinds: ['meteor'] })).toThrow('there is no fault kind "meteor"')

    for (const plan of generate(composeFaults(context, only('fixed')), 1, 20))
      expect(plan).toHaveLength(nemeses.size)
    const swarm = generate(composeFaults(context, only('swarm')), 1, 400)
    expect(kindsOf(swarm).size).toBe(nemeses.size)
    expect(swarm.filter((plan) => plan.length <= 2).length).toBeGreaterThan(40)
  })

  test('of churn hits again and again until the end of the chaos phase, and cuts links with and without what is on its way', () => {
    const plans = generate(composeFaults(context, only('churn')), 1, 400)
    const most = plans.map((plan) => Math.max(...plan.map(({ repeat }) => repeat?.times ?? 1)))
    expect(most.filter((times) => times >= 8).length).toBeGreaterThan(350)
    const cuts = plans.flat().filter(({ kind }) => kind === 'partition')
    expect(new Set(cuts.map((cut) => (cut as { underWay?: string }).underWay))).toEqual(
      new Set(['lost', 'arrives']),
    )
    expect(describeFault(cuts.find((cut) => (cut as { underWay?: string }).underWay === 'arrives')!)).toMatch(
      /, what was sent before arrives$/,
    )
    const few = generate(composeFaults(context, { ...only('churn'), kinds: ['drop', 'crash'] }), 1, 100)
    expect(kindsOf(few)).toEqual(new Set(['drop', 'crash']))
  })
})

describe('every recipe', () => {
  test.each(recipes.map((recipe) => [recipe.name, recipe] as const))(
    '%s makes valid faults of its kinds',
    (_, recipe) => {
      const random = new fc.Random(xoroshiro128plus(4))
      for (let run = 0; run < 100; run++) {
        const draws = new Draws(Array.from({ length: 200 }, () => random.nextInt(0, 0x7fffffff)))
        const plan = recipe.draw(draws, context)
        expect(draws.used).toBeLessThanOrEqual(80)
        expect(parseFaults(plan)).toEqual(plan)
        for (const { kind } of plan) expect(recipe.kinds).toContain(kind)
      }
    },
  )
})

describe('every kind', () => {
  test.each([...nemeses])('%s draws plans its schema takes, and says them in words', (name, kind) => {
    fc.assert(
      fc.property(kind.arbitrary(context), (plan) => {
        expect(parseFaults([plan])).toEqual([plan])
        expect(plan.kind).toBe(name)
        expect(describeFault(plan)).toMatch(/^(at|as soon as|\d+ ms after) .+: .+/)
        expect(describeFault(plan)).not.toMatch(/undefined|object|NaN/)
        expect(capabilitiesNeeded([plan])).toEqual(expect.arrayContaining([...kind.needs]))
      }),
      { numRuns: 100 },
    )
  })

  test('is in a group, and groups hold only kinds', () => {
    for (const [group, kinds] of nemesisGroups) expect(kindsNamed([group])).toEqual([...kinds])
    expect(kindsNamed(['crash', 'messages', 'drop'])).toEqual([
      'crash',
      'drop',
      'delay',
      'duplicate',
      'reorder',
    ])
    expect(() => kindsNamed(['meteor'])).toThrow('nemesis has no "meteor"; there are crash')
  })
})

describe('a wrong plan is refused with the path of the field', () => {
  const crash = { kind: 'crash', when: { at: 1 }, for: 1, nodes: 'leader', unsynced: 'keep' }
  test.each([
    [{ ...crash, kind: 'meteor' }, 'faults[0].kind'],
    [{ ...crash, when: { at: -1 } }, 'faults[0].when.at'],
    [{ ...crash, when: { on: 'voted', skip: 0.5, delay: 0 } }, 'faults[0].when.skip'],
    [{ ...crash, when: { on: 'born', skip: 0, delay: 0 } }, 'faults[0].when.on'],
    [{ ...crash, nodes: 'king' }, 'faults[0].nodes'],
    [{ ...crash, nodes: 'subject' }, 'faults[0].nodes'],
    [{ ...crash, colour: 'red' }, 'faults[0]: Unrecognized key: "colour"'],
    [{ ...crash, repeat: { times: 0, every: 1 } }, 'faults[0].repeat.times'],
    [{ kind: 'partition', shape: 'star', when: { at: 1 }, for: 1 }, 'faults[0].shape'],
    [
      { kind: 'delay', when: { at: 1 }, for: 1, nodes: 'all', direction: 'both', low: 3, high: 2 },
      'faults[0].high',
    ],
  ])('%j', (plan, where) => {
    expect(() => parseFaults([plan])).toThrow(where)
  })
})

test('the speed of generation', () => {
  for (const mode of ['aimed', 'swarm', 'fixed'] as const) {
    const arbitrary = composeFaults(context, only(mode))
    const random = new fc.Random(xoroshiro128plus(1))
    const times = 2000
    for (let i = 0; i < times; i++) arbitrary.generate(random, undefined)
    const before = process.cpuUsage()
    for (let i = 0; i < times; i++) arbitrary.generate(random, undefined)
    const { user, system } = process.cpuUsage(before)
    console.log(`${mode}: ${((user + system) / times).toFixed(1)} µs of CPU a plan`)
  }
})
