import { beforeAll, describe, expect, test } from 'vitest'
import { present } from '../../src/base/assert.ts'
import type { MinimizedFailure } from '../../src/record/run-record.ts'
import { isSameBug } from '../../src/record/verdict.ts'
import type { Plan } from '../../src/run/plan.ts'
import { runPlan } from '../../src/run/run-plan.ts'
import { judgedBy } from '../../src/testcase/judged-by.ts'
import { minimizeFailure } from '../../src/testcase/minimize-failure.ts'
import { minimizingRunner } from '../../src/testcase/minimizing-runner.ts'
import { plantedTarget } from '../../src/testcase/targets.ts'
import { correct, find, plantedStalls } from './planted-runs.ts'

// one has a leader, one cannot elect any
const chosen = ['commit-index-ignored', 'election-timeout-not-random']

describe.each(plantedStalls.filter(({ id }) => chosen.includes(id)))('$id, minimized', (bug) => {
  const { plan: drawn, scenario } = present(find(bug), bug.id)
  let minimized: MinimizedFailure
  let plan: Plan

  beforeAll(async () => {
    const runner = minimizingRunner(plantedTarget(bug), 'liveness', scenario, drawn.seed)
    const result = await runner.timed(drawn, true)
    const failure = { plan: drawn, result, target: 'raft', token: 'w1:none' }
    const limits = { replays: 1000, millis: Infinity }
    minimized = present(
      (await minimizeFailure(failure, runner, limits, plantedTarget(bug))).minimized,
      bug.id,
    )
    plan = minimized.record.plan as unknown as Plan
  }, 120_000)

  test('is seen in few steps, by the same cause', () => {
    const judged = { ...judgedBy(scenario), traced: true }
    const { violation, counts } = runPlan(plan, plantedTarget(bug)(plan), judged)
    const before = runPlan(drawn, plantedTarget(bug)(drawn), judged)
    expect(violation !== undefined && isSameBug(before.violation!, violation)).toBe(true)
    expect(counts.steps).toBeLessThan(Math.min(200, before.counts.steps / 4))
  })

  test('leaves the correct Raft time to recover', () => {
    for (const seed of ['1', '2', '3', '4', '5', '6', '7', '8']) {
      const other = { ...plan, seed }
      expect(runPlan(other, correct(bug)(other), judgedBy(scenario)).violation?.headline).toBeUndefined()
    }
  })
})
