import { expect, test } from 'vitest'
import { scenarios } from '../../../scenarios/index.ts'
import { CandidateRuns, type Runner } from '../../../src/minimize/candidate-runs.ts'
import { shrinkPlan } from '../../../src/minimize/shrink-plan.ts'
import { drawPlan } from '../../../src/run/drawing/draw-plan.ts'
import type { Plan } from '../../../src/run/plan.ts'
import type { RunResult } from '../../../src/run/run-result.ts'
import type { Step } from '../../../src/run/schedule/step.ts'
import { runPlan } from '../../../src/run/run-plan.ts'
import { builtInRaft } from '../../../src/subject/built-in-raft/built-in-raft.ts'
import type { OperatorCall } from '../../../src/workload/index.ts'
import { violation } from './made-up-violation.ts'

const drawn = drawPlan(scenarios[0]!, 'shrink', builtInRaft())
const passed = runPlan(drawn, builtInRaft())
const calls: readonly OperatorCall[] = ['n1', 'n2', 'n3', null].map((value) => ({
  think: 5,
  f: 'transfer-leadership',
  value,
}))

/** What is left of a plan that fails as long as `fails` says so. */
async function shrunk(plan: Plan, fails: (plan: Plan) => boolean): Promise<Plan> {
  const resultOf = (one: Plan): RunResult => (fails(one) ? { ...passed, violation } : passed)
  const runner: Runner = { timed: resultOf, scripted: () => passed, scriptable: false }
  const runs = new CandidateRuns(violation, { runs: 10_000 })
  const start = { plan, result: { ...passed, violation } }
  return (await shrinkPlan(start, runner, runs, [])).plan
}

const plan: Plan = { ...drawn, workload: { ...drawn.workload, share: 2, operator: calls } }

test('of what an operator does, only what is needed is left', async () => {
  const needs = (one: Plan): boolean => one.workload.operator?.some(({ value }) => value === 'n2') === true
  expect((await shrunk(plan, needs)).workload.operator).toEqual([calls[1]])
})

test('with fewer servers nobody lets in one that is gone', async () => {
  const large = { ...plan, nodes: 5 }
  const add: OperatorCall = { think: 5, f: 'reconfigure', value: { add: ['n5'] } }
  const mixed = { ...large, workload: { ...large.workload, operator: [add, ...calls] } }
  const seen: Plan[] = []
  await shrunk(mixed, (one) => {
    seen.push(one)
    return one.workload.operator !== undefined
  })
  const small = seen.filter(({ nodes }) => nodes < 5)
  expect(small.length).toBeGreaterThan(0)
  for (const { nodes, workload } of small)
    for (const { value } of workload.operator ?? [])
      for (const [, number] of JSON.stringify(value).matchAll(/"n(\d+)"/g))
        expect(Number(number)).toBeLessThanOrEqual(nodes)
})

test('an operator and shared sessions that are not needed are gone', async () => {
  const { workload } = await shrunk(plan, () => true)
  expect(workload).not.toHaveProperty('operator')
  expect(workload).not.toHaveProperty('share')
  expect((await shrunk(plan, ({ workload: { share } }) => share === 2)).workload.share).toBe(2)
})

test('of many schedules only those are played that are needed, each whole', async () => {
  const told = (name: string): readonly Step[] => [
    { do: 'schedule', name },
    { do: 'wait', least: 1, most: 2 },
    { do: 'trap' },
  ]
  const steps = [...told('a').slice(1), ...['b', 'c', 'd', 'e'].flatMap(told)]
  const has = ({ steps: left = [] }: Plan, name: string): boolean =>
    left.some((one) => one.do === 'schedule' && one.name === name)
  const left = await shrunk({ ...plan, steps }, (one) => has(one, 'b') && has(one, 'd'))
  expect(left.steps).toEqual([...told('b'), ...told('d')])
  const ofFirst = await shrunk({ ...plan, steps }, ({ steps: some }) => some?.[0]?.do === 'wait')
  expect(ofFirst.steps).toEqual(told('a').slice(1))
})
