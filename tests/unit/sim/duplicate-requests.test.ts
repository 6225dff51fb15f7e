import { describe, expect, test } from 'vitest'
import { requestsArriveTwice } from '../../../scenarios/requests-arrive-twice.ts'
import { drawPlan } from '../../../src/run/drawing/draw-plan.ts'
import { parsePlan, type Plan } from '../../../src/run/plan.ts'
import { runPlan } from '../../../src/run/run-plan.ts'
import { runScript } from '../../../src/run/scripted/scripted-run.ts'
import { builtInRaft } from '../../../src/subject/built-in-raft/built-in-raft.ts'
import type { Target } from '../../../src/subject/target.ts'
import { unusualRaft } from '../../simulation/unusual/variants.ts'

const target = (): Target => unusualRaft('sessions')
const planOf = (seed: string, workload: Partial<Plan['workload']> = {}): Plan => {
  const plan = drawPlan(requestsArriveTwice, seed, target(), { timeLimit: 1000 })
  return { ...plan, faults: [], workload: { ...plan.workload, ...workload } }
}

describe('requests that arrive twice', () => {
  test('are drawn where calls carry sessions alone, and stand in the plan', () => {
    expect(planOf('1').workload).toMatchObject({ duplicate: 600_000, duplicateWithin: 1500 })
    expect(drawPlan(requestsArriveTwice, '1', unusualRaft('usual')).workload.duplicate).toBeUndefined()
    expect(drawPlan(requestsArriveTwice, '1', builtInRaft()).workload.duplicate).toBe(600_000)
    expect(parsePlan(JSON.parse(JSON.stringify(planOf('1'))), 'here')).toEqual(planOf('1'))
  })

  test('arrive after their operations, at all servers, under their numbers, and change nothing', () => {
    const {
      script = [],
      history,
      violation,
      coverageMarks,
    } = runPlan(planOf('2', { duplicate: 1_000_000, duplicateWithin: 200 }), target(), { traced: true })
    expect(violation).toBeUndefined()
    const again = script.filter((decision) => decision.do === 'retry' && decision.call !== undefined)
    const done = history.filter(({ type }) => type === 'ok' || type === 'info').length
    expect(again.length).toBeGreaterThan(done)
    expect(coverageMarks.retried).toBeGreaterThanOrEqual(again.length)
    expect(new Set(again.map((decision) => 'node' in decision && decision.node)).size).toBeGreaterThan(1)
  })

  test('a plan without them draws what it drew', () => {
    const { digest } = runPlan(planOf('3', { duplicate: 0 }), target())
    const { duplicate: _, duplicateWithin: _within, ...workload } = planOf('3').workload
    expect(runPlan({ ...planOf('3'), workload }, target()).digest).toBe(digest)
  })

  test('a script carries them: a request that is over arrives again, and its answer is not heard', () => {
    const plan = planOf('4')
    const { script = [], counts } = runPlan(plan, target(), { traced: true })
    const scripted = runScript(plan, target(), script)
    expect(scripted.violation).toBeUndefined()
    expect(scripted.counts.ok).toBe(counts.ok)
  })

  test('a script with one shows the bug that needs one', () => {
    const wrong = (): Target => unusualRaft('sessions', { sessions: 'at-the-leader' })
    for (let seed = 0; seed < 60; seed++) {
      const plan = drawPlan(requestsArriveTwice, String(seed), wrong(), { timeLimit: 1500 })
      const { script = [], violation } = runPlan(plan, wrong(), { traced: true })
      if (violation === undefined) continue
      const scripted = runScript(plan, wrong(), script)
      expect(scripted.violation?.property).toBe(violation.property)
      return
    }
    expect.unreachable('no run failed')
  })
})
