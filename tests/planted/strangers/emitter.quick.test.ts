import { expect, test } from 'vitest'
import { scenarioNamed, type Scenario } from '../../../scenarios/index.ts'
import { present } from '../../../src/base/assert.ts'
import type { Target } from '../../../src/subject/target.ts'
import { withOptionsOf } from '../../../src/testcase/target-maker.ts'
import { TestCase } from '../../../src/testcase/test-case.ts'
import { servedBy } from '../../simulation/targets/runs.ts'
import { mistaken } from './emitter/mistakes.ts'
import { emitterTarget } from './emitter/target.ts'

// What general scenarios find in a Raft of promises and events; `sweep.ts --stranger emitter` hunts the rest.

async function broken(target: Target, scenario: Scenario, seed: number): Promise<string> {
  const make = withOptionsOf(target)
  const testCase = new TestCase({ scenario, target: target.name, make, seed: `1-${seed}` })
  const { violation } = await testCase.unexplained()
  return violation === undefined ? 'nothing' : violation.property
}

test.each([
  ['learner-counts', 'cut-off-changes', 1, 'leader-completeness'],
  ['read-confirmed-by-stale-ack', 'deposed-leaders', 7, 'linearizability'],
  ['lease-kept-across-transfer', 'deposed-leaders', 12, 'linearizability'],
  ['lease-from-answer', 'deposed-leaders', 23, 'linearizability'],
  ['config-not-rolled-back', 'changing-members', 1, 'state-machine-safety'],
  ['tail-stays-on-disk', 'leaderless-elections', 6, 'log-matching'],
  ['leader-counts-unflushed', 'rare-schedules', 3, 'leader-completeness'],
  ['old-append-cuts-tail', 'message-storm', 0, 'commit-within-log'],
])('%s is found by %s', async (id, name, seed, property) => {
  expect(await broken(mistaken(id), present(scenarioNamed(name), 'a scenario'), seed)).toBe(property)
})

test.each(['lens', 'nothing'] as const)('the Raft as it is breaks nothing; it shows: %s', async (shows) => {
  const target = emitterTarget({}, { shows, leases: true }) as Target
  const scenarios = servedBy(target)
  expect(scenarios.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['lease-reads', 'deposed-leaders', 'cut-off-changes', 'log-compaction']),
  )
  for (const scenario of scenarios) expect(await broken(target, scenario, 100), scenario.name).toBe('nothing')
})
