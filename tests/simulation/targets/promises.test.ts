import { expect, test } from 'vitest'
import { inProcess, run, type Environment, type RaftNode } from '../../../src/index.ts'
import { scenarios } from '../../../scenarios/index.ts'
import { drawPlan } from '../../../src/run/drawing/draw-plan.ts'
import { runPlanSettled } from '../../../src/run/run-plan.ts'
import { builtInRaft } from '../../../src/subject/built-in-raft/built-in-raft.ts'
import type { Target } from '../../../src/subject/target.ts'

/** The built-in Raft, but each event is handled a promise later, as an `async` method would; no timers of its own. */
function promised(create: Target['create']): Target['create'] {
  return async (environment: Environment) => {
    await Promise.resolve()
    const node = (await create(environment)) as RaftNode<unknown, unknown> & Record<string, unknown>
    return {
      receive: (from, message) => void Promise.resolve().then(() => node.receive(from, message)),
      submit: (call, done) => void Promise.resolve().then(() => node.submit(call, done)),
      view: () => (node as Required<RaftNode<unknown, unknown>>).view(),
    }
  }
}

test('a target whose methods are asynchronous is waited for, without being told to', async () => {
  const own = builtInRaft()
  const target = {
    ...inProcess({ name: 'promised', create: promised(own.create), electionTimeout: 300 }),
    sessions: true,
  }
  const report = await run({
    target,
    scenarios: ['steady-cluster', 'leader-isolated', 'contested-elections'],
    runs: 4,
  })
  expect(report).toEqual({
    runs: 12,
    failures: [],
    diverged: [],
    divergences: [],
    leftOut: [],
    undecided: [],
  })
})

test('what its servers show stands with their own steps, also where all have started before the first is there', async () => {
  const target = inProcess({ name: 'promised', create: promised(builtInRaft().create), electionTimeout: 300 })
  const [steady] = scenarios.filter(({ name }) => name === 'steady-cluster')
  const plan = drawPlan(steady!, '1', target, { nodes: 3 })
  const { trace } = await runPlanSettled(plan, target, { traced: true })
  const starts = trace?.steps.filter(({ kind }) => kind === 'start') ?? []
  expect(starts.map(({ node, state }) => [node, state?.role, state?.currentTerm])).toEqual([
    ['n1', 'follower', 0],
    ['n2', 'follower', 0],
    ['n3', 'follower', 0],
  ])
})

test('its bugs are found', async () => {
  const own = builtInRaft({}, { raft: { mayVoteFor: () => true } })
  const target = {
    ...inProcess({ name: 'promised', create: promised(own.create), electionTimeout: 300 }),
    sessions: true,
  }
  const { failures } = await run({ target, scenarios: ['contested-elections'], runs: 60, minimize: false })
  expect(failures[0]?.report.record.violation?.property).toMatch(/one-vote-per-term|election-safety/)
})
