import { expect, test } from 'vitest'
import { scenarios } from '../../../scenarios/index.ts'
import { CandidateRuns, type Runner } from '../../../src/minimize/candidate-runs.ts'
import { plainerRuns } from '../../../src/minimize/plainer-runs.ts'
import { drawPlan } from '../../../src/run/drawing/draw-plan.ts'
import type { Plan } from '../../../src/run/plan.ts'
import { runPlan } from '../../../src/run/run-plan.ts'
import { builtInRaft } from '../../../src/subject/built-in-raft/built-in-raft.ts'
import type { OperatorCall } from '../../../src/workload/index.ts'
import { violation } from './made-up-violation.ts'

const operator: readonly OperatorCall[] = [{ think: 1, f: 'transfer-leadership', value: null }]
const drawn = drawPlan(scenarios[0]!, 'plainer', builtInRaft())
const whole: Plan = {
  ...drawn,
  seed: 'whole',
  settings: { preVote: true },
  workload: { ...drawn.workload, operator },
}
const small: Plan = { ...whole, seed: 'small', faults: [] }
const passed = runPlan(drawn, builtInRaft())

/** Runs whose seeds end with one of these numbers fail; `steps`: how long they take. */
async function search(failing: readonly number[], asScript = true, shallow = true) {
  const plans: Plan[] = []
  const runner: Runner = {
    timed: (plan) => {
      plans.push(plan)
      const number = Number(plan.seed.split('~')[1])
      if (!failing.includes(number)) return passed
      return { ...passed, violation, counts: { ...passed.counts, steps: number } }
    },
    scripted: () => passed,
    scriptable: true,
    ...(shallow && { shallow: [{ ...drawn, settings: { noop: false } }] }),
  }
  const runs = new CandidateRuns(violation, { runs: 30_000 })
  const made = (plan: Plan) => ({ plan, result: { ...passed, violation } })
  const found = await plainerRuns(made(whole), made(small), runner, runs, [], () =>
    Promise.resolve(asScript ? [{ do: 'crash', node: 'n1' } as const] : undefined),
  )
  return { seeds: found.map(({ plan }) => plan.seed), plans, tried: runs.runs }
}

test('all are tried with plain settings: the whole plan without an operator, the small one with it', async () => {
  const { plans } = await search([])
  expect(plans.every(({ settings }) => JSON.stringify(settings) === '{"noop":false}')).toBe(true)
  const wholes = plans.filter(({ seed }) => seed.startsWith('whole'))
  const smalls = plans.filter(({ seed }) => seed.startsWith('small'))
  expect(wholes.length).toBe(smalls.length)
  expect(wholes.every(({ workload }) => workload.operator === undefined)).toBe(true)
  expect(smalls.every(({ workload }) => workload.operator === operator)).toBe(true)
})

test('a few that fail are enough, those without an operator first, then the shortest', async () => {
  const { seeds, tried } = await search([3, 5, 8, 9])
  expect(seeds).toEqual(['whole~8', 'small~3', 'small~5'])
  expect(tried).toBe(8)
})

test('what fails by its timing alone is no use', async () => {
  expect((await search([3, 5, 8, 9], false)).seeds).toEqual([])
})

test('where nothing is known of plain settings nothing is tried', async () => {
  expect(await search([3], true, false)).toEqual({ seeds: [], plans: [], tried: 0 })
})
