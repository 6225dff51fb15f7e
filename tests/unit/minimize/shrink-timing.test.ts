import { expect, test } from 'vitest'
import { scenarios } from '../../../scenarios/index.ts'
import { CandidateRuns, type Runner } from '../../../src/minimize/candidate-runs.ts'
import { shrinkTiming } from '../../../src/minimize/shrink-timing.ts'
import { drawPlan } from '../../../src/run/drawing/draw-plan.ts'
import type { PlanShape } from '../../../src/run/drawing/plan-shape.ts'
import type { Plan } from '../../../src/run/plan.ts'
import type { RunResult } from '../../../src/run/run-result.ts'
import { runPlan } from '../../../src/run/run-plan.ts'
import { builtInRaft } from '../../../src/subject/built-in-raft/built-in-raft.ts'
import { violation } from './made-up-violation.ts'

const drawn = drawPlan(scenarios[0]!, 'timing', builtInRaft())
const passed = runPlan(drawn, builtInRaft())
const crash = { kind: 'crash', when: { at: 400 }, for: 1000, repeat: { times: 4, every: 50 } } as const
const plan: Plan = { ...drawn, faults: [crash, crash], healAt: 4000 }

/** What is left of the plan that fails as long as `fails` says so. */
async function shrunk(fails: (plan: Plan) => boolean, fixed: PlanShape = {}): Promise<Plan> {
  const timed = (one: Plan): RunResult => (fails(one) ? { ...passed, violation } : passed)
  const runner: Runner = { timed, scripted: () => passed, scriptable: false, fixed }
  const runs = new CandidateRuns(violation, { runs: 1000 })
  return (await shrinkTiming({ plan, result: { ...passed, violation } }, runner, runs, [])).plan
}

test('what is not needed lasts no time, happens once, and is healed nearly at once', async () => {
  const { faults, healAt } = await shrunk(() => true)
  expect(faults).toEqual([
    { kind: 'crash', when: { at: 400 }, for: 0 },
    { kind: 'crash', when: { at: 400 }, for: 0 },
  ])
  expect(healAt).toBeLessThan(10)
})

test('what is needed stays, and hardly longer than that', async () => {
  const { faults, healAt } = await shrunk(
    ({ faults: [first, second], healAt }) =>
      first!.for >= 300 && second!.repeat !== undefined && healAt >= 900,
  )
  expect(faults[0]!.for).toBeGreaterThanOrEqual(300)
  expect(faults[0]!.for).toBeLessThan(310)
  expect(faults[0]!.repeat).toBeUndefined()
  expect(faults[1]).toEqual({ ...crash, for: 0 })
  expect(healAt).toBeGreaterThanOrEqual(900)
  expect(healAt).toBeLessThan(910)
})

test('a time limit of the user stays', async () => {
  expect((await shrunk(() => true, { timeLimit: 3000 })).healAt).toBe(4000)
})
