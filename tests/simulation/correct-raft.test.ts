import { describe, expect, test } from 'vitest'
import type { CoverageMark } from '../../src/run/coverage-marks.ts'
import { builtInRaft, type BuiltInRaftOptions } from '../../src/subject/built-in-raft/built-in-raft.ts'
import { runPlan } from '../../src/run/run-plan.ts'
import { parsePlan } from '../../src/run/plan.ts'
import { planOf, run, scenarios } from './runs.ts'

/** Times the number of scenarios: more than five hundred. */
const RUNS = 30

describe('the built-in Raft holds in every scenario, which happens as it says', () => {
  const sizes = new Set<number>()
  let runs = 0

  test.each(scenarios)('$name', (scenario) => {
    const passed = new Map<CoverageMark, number>()
    let undecided = 0
    for (let seed = 0; seed < RUNS; seed++) {
      const plan = planOf(scenario, `correct${seed}`)
      const { violation, status, coverageMarks, because } = run(plan)
      expect(violation?.headline, `seed correct${seed}`).toBeUndefined()
      if (status !== 'valid') expect(because).toBeDefined()
      if (status !== 'valid') undecided++
      sizes.add(plan.nodes)
      runs++
      for (const name of scenario.coverageMarks)
        passed.set(name, (passed.get(name) ?? 0) + coverageMarks[name])
    }
    expect(undecided).toBeLessThan(RUNS / 20)
    for (const name of scenario.coverageMarks) expect(passed.get(name), name).toBeGreaterThan(0)
  })

  test('over five hundred runs, with 1 to 7 servers', () => {
    expect(runs).toBeGreaterThanOrEqual(500)
    expect([...sizes].sort()).toEqual([1, 2, 3, 4, 5, 6, 7])
  })
})

test('a cluster of one works alone', () => {
  const plan = { ...planOf(scenarios[0]!, 'alone'), nodes: 1 }
  const { status, counts } = runPlan(plan, builtInRaft(plan.settings as BuiltInRaftOptions))
  expect(status).toBe('valid')
  expect(counts.ok).toBeGreaterThan(0)
})

test('faults that would go on for ever are healed when the plan says so, and the cluster recovers', () => {
  const plan = planOf(scenarios[0]!, 'endless')
  const endless = { when: { at: plan.healAt - 500 }, for: 10_000_000 }
  const faults = [
    { kind: 'partition', shape: 'isolate-one', nodes: 'leader', ...endless },
    { kind: 'crash', nodes: 'any', unsynced: 'lose', ...endless },
    { kind: 'drop', nodes: 'all', direction: 'both', chance: 900_000, ...endless },
  ]
  for (const fault of faults) {
    const struck = run(parsePlan({ ...plan, nodes: 3, faults: [fault] }, fault.kind))
    expect(struck.violation?.headline, fault.kind).toBeUndefined()
    expect(struck.faults[0]!.activations, fault.kind).toMatchObject([{ to: plan.healAt * 1000 }])
  }
})

test('without time to recover the run is a breach of liveness: the judge of recovery is awake', () => {
  const plan = {
    ...planOf(
      scenarios.find(({ name }) => name === 'majority-down')!,
      'hasty',
    ),
    settle: 1,
  }
  expect(run(plan).violation).toMatchObject({ property: 'liveness' })
})

test('a run in which nothing succeeds is undecided, not passed', () => {
  const plan = planOf(scenarios[0]!, 'silent')
  const silent = { ...plan, healAt: 5, settle: 5, workload: { ...plan.workload, operations: [] } }
  const { status, because, violation } = run(silent)
  expect(violation?.property ?? status).not.toBe('valid')
  if (violation === undefined) expect(because).toMatch(/no operation succeeded/)
})
