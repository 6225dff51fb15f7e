import { expect, test } from 'vitest'
import { scenarios } from '../../../scenarios/index.ts'
import { CandidateRuns, type Runner } from '../../../src/minimize/candidate-runs.ts'
import { shorterRecovery } from '../../../src/minimize/shorter-recovery.ts'
import { drawPlan } from '../../../src/run/drawing/draw-plan.ts'
import type { Plan } from '../../../src/run/plan.ts'
import type { RunResult } from '../../../src/run/run-result.ts'
import { runPlan } from '../../../src/run/run-plan.ts'
import { builtInRaft } from '../../../src/subject/built-in-raft/built-in-raft.ts'
import { violation } from './made-up-violation.ts'

const plan = drawPlan(scenarios[0]!, 'recovery', builtInRaft())
const passed = runPlan(plan, builtInRaft())

/** How long the cluster has to recover in the end; it stands still as long as `stalls` says so. */
async function settled(stalls: (plan: Plan) => boolean, property = 'liveness'): Promise<number> {
  const breach = { ...violation, property }
  const timed = (one: Plan): RunResult => (stalls(one) ? { ...passed, violation: breach } : passed)
  const runner: Runner = { timed, scripted: () => passed, scriptable: false }
  const runs = new CandidateRuns(breach, { runs: 1000 })
  const small = await shorterRecovery({ plan, result: { ...passed, violation: breach } }, runner, runs, [])
  return small.plan.settle
}

test('a stall is shown with a quarter of the time that a cluster has to recover', async () => {
  const settle = await settled(() => true)
  expect(settle).toBeGreaterThanOrEqual(plan.settle / 4)
  expect(settle).toBeLessThan(plan.settle / 3)
})

test('or with as much as it takes to break the same way', async () => {
  const settle = await settled(({ settle }) => settle > plan.settle / 2)
  expect(settle).toBeGreaterThan(plan.settle / 2)
  expect(settle).toBeLessThan(plan.settle * 0.6)
})

test('what else breaks keeps its time', async () => {
  expect(await settled(() => true, 'election-safety')).toBe(plan.settle)
})
