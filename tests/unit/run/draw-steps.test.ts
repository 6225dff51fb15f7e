import { describe, expect, test } from 'vitest'
import { allSchedules, scenarioNamed } from '../../../scenarios/index.ts'
import { present } from '../../../src/base/assert.ts'
import { drawPlan } from '../../../src/run/drawing/draw-plan.ts'
import { parsePlan, type Plan } from '../../../src/run/plan.ts'
import { builtInRaft } from '../../../src/subject/built-in-raft/built-in-raft.ts'
import { members } from '../../simulation/targets/strangers.ts'

const together = ['canonical-schedules', 'rare-schedules', 'deep-schedules'].map((name) =>
  present(scenarioNamed(name), name),
)
const seeds = Array.from({ length: 40 }, (_, number) => `1-${number}`)
const plans: readonly Plan[] = together.flatMap((named) =>
  seeds.map((seed) => drawPlan(named, seed, members)),
)
const followersOf = ({ steps = [] }: Plan): string[] =>
  steps.flatMap((step) => (step.do === 'schedule' ? [step.name] : []))

describe('a run of schedules', () => {
  test('plays many, each once, all for as many servers', () => {
    const most = Math.max(...plans.map((plan) => followersOf(plan).length))
    expect(most).toBe(7)
    for (const plan of plans) {
      const names = followersOf(plan)
      expect(new Set(names).size).toBe(names.length)
      const sizes = allSchedules.filter(({ name }) => names.includes(name)).map(({ servers }) => servers)
      expect(sizes.filter((size) => size !== plan.nodes)).toEqual([])
    }
  })

  test('plays all of them within a few runs', () => {
    const counts = Map.groupBy(plans.flatMap(followersOf), (name) => name)
    const three = present(scenarioNamed('canonical-schedules')?.oneOf, 'schedules').filter(
      ({ servers, needs = [] }) => servers === 3 && needs.every((need) => need === 'registers'),
    )
    expect(three.length).toBeGreaterThan(5)
    for (const { name } of three) expect(counts.get(name)?.length, name).toBeGreaterThan(3)
  })

  test('ends with what cannot be taken back', () => {
    const taken = plans.filter(({ steps = [] }) =>
      steps.some((one) => one.do === 'change' || one.do === 'lose'),
    )
    expect(taken.length).toBeGreaterThan(5)
    for (const { steps = [] } of taken) {
      const last = steps.findLastIndex((one) => one.do === 'schedule')
      const first = steps.findIndex((one) => one.do === 'change' || one.do === 'lose')
      expect(first).toBeGreaterThan(last)
    }
  })

  test('has as much time as its schedules have one by one, and is kept as it is', () => {
    for (const plan of plans) {
      const alone = present(
        allSchedules.find(({ servers }) => servers === plan.nodes),
        'a schedule',
      )
      const { healAt } = drawPlan({ ...alone, name: plan.scenario }, plan.seed, members)
      expect(plan.healAt).toBeGreaterThan(healAt * (followersOf(plan).length + 0.5))
      expect(parsePlan(JSON.parse(JSON.stringify(plan)), 'plan')).toEqual(plan)
    }
  })

  test('of the built-in Raft is what it always was, for the sake of its tokens', () => {
    for (const named of together)
      for (const seed of seeds) expect(followersOf(drawPlan(named, seed, builtInRaft()))).toEqual([])
  })
})
