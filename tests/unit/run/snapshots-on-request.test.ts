import { expect, test } from 'vitest'
import { logCompaction } from '../../../scenarios/log-compaction.ts'
import { steadyCluster } from '../../../scenarios/steady-cluster.ts'
import { drawPlan } from '../../../src/run/drawing/draw-plan.ts'
import { runPlan } from '../../../src/run/run-plan.ts'
import { parsePlan } from '../../../src/run/plan.ts'
import { inProcess } from '../../../src/subject/in-process.ts'
import type { Target } from '../../../src/subject/target.ts'
import { unusualRaft } from '../../simulation/unusual/variants.ts'

const onRequest = (): Target => unusualRaft('sessions, snapshots on request')

test('an operator has snapshots taken, and logs are compacted', () => {
  const plan = drawPlan(logCompaction, '1', onRequest(), { timeLimit: 1500 })
  expect(plan.workload.operator?.some(({ f }) => f === 'take-snapshot')).toBe(true)
  expect(parsePlan(JSON.parse(JSON.stringify(plan)), 'here')).toEqual(plan)
  const { violation, history, coverageMarks } = runPlan(plan, onRequest())
  expect(violation).toBeUndefined()
  const taken = history.filter(({ f, type }) => f === 'take-snapshot' && type === 'ok')
  expect(taken.length).toBeGreaterThan(1)
  expect(coverageMarks.logCompacted).toBeGreaterThan(0)
})

test('of a target that takes none on request none is asked, and it draws what it drew', () => {
  for (const name of ['usual', 'compacts to the end'] as const)
    expect(drawPlan(steadyCluster, '1', unusualRaft(name)).workload.operator).toBeUndefined()
})

test('a node without the method that its offers promise is a finding', () => {
  const target = inProcess({
    name: 'none',
    offers: { snapshots: 'on-request' },
    create: () => ({ receive: () => undefined, submit: () => undefined }),
  }) as Target
  const { violation } = runPlan(drawPlan(steadyCluster, '1', target), target)
  expect(violation?.property).toBe('well-formed-node')
  expect(violation?.headline).toMatch(/without snapshot\(done\), and offers\.snapshots is declared/)
})

test('what is no way to offer them is refused by name', () => {
  expect(() =>
    inProcess({ name: 'none', offers: { snapshots: 'always' as 'on-request' }, create: () => ({}) as never }),
  ).toThrow(/must be true or false or 'on-request', not "always"/)
})
