import { expect, test } from 'vitest'
import { scenarios } from '../../../scenarios/index.ts'
import type { FailureReport } from '../../../reports/index.ts'
import { drawPlan } from '../../../src/run/drawing/draw-plan.ts'
import type { PlanShape } from '../../../src/run/drawing/plan-shape.ts'
import { runPlan } from '../../../src/run/run-plan.ts'
import { builtInRaft } from '../../../src/subject/built-in-raft/built-in-raft.ts'
import { runScenarios } from '../../../src/testcase/run-scenarios.ts'
import type { RunOrder, SubjectHost } from '../../../src/testcase/subject-host.ts'
import { violation } from '../minimize/made-up-violation.ts'

const plan = drawPlan(scenarios[0]!, 'seed', builtInRaft())
const held = runPlan(plan, builtInRaft())

/** One run that breaks, on a host whose runs have these digests in turn, and then the last of them. */
async function brokenRun(digests: readonly string[], shape: PlanShape = {}) {
  const orders: RunOrder[] = []
  const run = (order: RunOrder) => {
    const digest = digests[Math.min(orders.push(order), digests.length) - 1]!
    return Promise.resolve({ plan, result: { ...held, status: 'invalid', violation, digest } })
  }
  const report: FailureReport = { record: {} as never, replayCommand: '' }
  const host = { run, minimize: () => Promise.resolve(report) } as unknown as SubjectHost
  const { name } = scenarios[0]!
  const asked = { target: 'own-raft', seed: '1', runs: 1, bail: 0, minimize: false, strict: false }
  return {
    orders,
    outcome: await runScenarios({ ...asked, host, scenarios: [name], shape, output: undefined }),
  }
}

test('a run that is made twice is explained once, unless only the explained one goes past what is known', async () => {
  const { orders } = await brokenRun(['a'])
  expect(orders.map(({ unexplained }) => unexplained)).toEqual([undefined, true])
  const known = await brokenRun(['a'], { known: ['rule/vote-not-on-disk'] })
  expect(known.orders.map(({ unexplained }) => unexplained)).toEqual([undefined, undefined])
})

test('a run that came out otherwise when it was made again neither held nor failed', async () => {
  const { outcome } = await brokenRun(['a', 'b'])
  expect(outcome.diverged).toEqual(['1'])
  expect(outcome.batches).toMatchObject([{ runs: 1, failures: [], unknown: [{ seed: '1' }] }])
})

test('what is interrupted ends after the run under way, with what there is, and counts what is left', async () => {
  const interrupted = new AbortController()
  const host = {
    run: () => Promise.resolve({ plan, result: { ...held, digest: 'a' } }),
  } as unknown as SubjectHost
  const names = scenarios.slice(0, 2).map(({ name }) => name)
  const asked = { target: 'own-raft', seed: '1', runs: 5, bail: 0, minimize: false, strict: false }
  let runs = 0
  const { batches, notMade } = await runScenarios({
    ...{ ...asked, host, scenarios: names, shape: {}, output: undefined, signal: interrupted.signal },
    onRun: () => {
      if (++runs === 2) interrupted.abort()
    },
  })
  expect(batches).toMatchObject([{ runs: 2, seeds: '1 to 1.1' }])
  expect(notMade).toEqual(['8 runs were not made when it was interrupted'])
})
