import fc from 'fast-check'
import { expect, test } from 'vitest'
import { scenarios } from '../../../scenarios/index.ts'
import { RandomStream } from '../../../src/base/random.ts'
import { mutate } from '../../../src/guidance/mutation.ts'
import { drawPlan } from '../../../src/run/drawing/draw-plan.ts'
import type { PlanShape } from '../../../src/run/drawing/plan-shape.ts'
import { parsePlan } from '../../../src/run/plan.ts'
import { builtInRaft } from '../../../src/subject/built-in-raft/built-in-raft.ts'

const target = builtInRaft()
const seeds = fc.nat(1_000_000).map(String)

test('a mutant is a valid plan of the same scenario, and depends on the draws alone', () => {
  fc.assert(
    fc.property(fc.constantFrom(...scenarios), seeds, seeds, seeds, (scenario, a, b, draws) => {
      const parts = { plan: drawPlan(scenario, a, target), donor: drawPlan(scenario, b, target) }
      const before = JSON.stringify(parts)
      const mutant = mutate(parts, new RandomStream(draws))
      expect(parsePlan(JSON.parse(JSON.stringify(mutant)), 'a mutant')).toEqual(mutant)
      expect(mutant.scenario).toBe(scenario.name)
      expect(mutant.nodes).toBe(parts.plan.nodes)
      expect(mutate(parts, new RandomStream(draws))).toEqual(mutant)
      expect(JSON.stringify(parts)).toBe(before)
    }),
    { numRuns: 60 },
  )
})

test('mutants keep what the user fixed', () => {
  const [scenario] = scenarios.filter(({ name }) => name === 'everything-at-once')
  const shape: PlanShape = { nodes: 3, clients: 2, nemesis: ['partition'], known: ['election-safety/x'] }
  let mutant = drawPlan(scenario!, 'first', target, shape)
  for (let generation = 0; generation < 200; generation++) {
    const donor = drawPlan(scenario!, `donor-${generation}`, target, shape)
    mutant = mutate({ plan: mutant, donor }, new RandomStream(`mutation-${generation}`))
    expect(mutant.nodes).toBe(3)
    expect(mutant.workload.clients).toBe(2)
    expect(mutant.faults.every(({ kind }) => kind === 'partition')).toBe(true)
    expect(mutant.judging?.known).toEqual(['election-safety/x'])
  }
})

test('what is known is said by the campaign under way, not by the one that kept the plan', () => {
  const [scenario] = scenarios
  const plan = drawPlan(scenario!, 'a', target, { known: ['election-safety/x'] })
  const donor = drawPlan(scenario!, 'b', target)
  expect(mutate({ plan, donor }, new RandomStream('x')).judging).toBeUndefined()
})

test('mutants differ from what they are made of, in their faults too', () => {
  const [scenario] = scenarios.filter(({ name }) => name === 'everything-at-once')
  const plan = drawPlan(scenario!, 'a', target)
  const texts = new Set<string>()
  for (let number = 0; number < 100; number++) {
    const donor = drawPlan(scenario!, `b${number}`, target)
    const { faults, seed } = mutate({ plan, donor }, new RandomStream(`${number}`))
    expect(seed).toBe(donor.seed)
    texts.add(JSON.stringify(faults))
  }
  expect(texts.size).toBeGreaterThan(20)
})
