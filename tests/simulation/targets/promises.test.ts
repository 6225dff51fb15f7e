import { expect, test } from 'vitest'
import { inProcess, run, type Environment, type RaftNode } from '../../../src/index.ts'
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

test('its bugs are found', async () => {
  const own = builtInRaft({}, { raft: { mayVoteFor: () => true } })
  const target = {
    ...inProcess({ name: 'promised', create: promised(own.create), electionTimeout: 300 }),
    sessions: true,
  }
  const { failures } = await run({ target, scenarios: ['contested-elections'], runs: 60, minimize: false })
  expect(failures[0]?.report.record.violation?.property).toMatch(/one-vote-per-term|election-safety/)
})
