import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { scenarioNamed } from '../../../scenarios/index.ts'
import { allSchedules } from '../../../scenarios/schedules/index.ts'
import { present } from '../../../src/base/assert.ts'
import type { RunResult } from '../../../src/run/run-result.ts'
import type { Scenario } from '../../../src/run/scenario.ts'
import { resolveTarget } from '../../../src/testcase/targets.ts'
import { TestCase } from '../../../src/testcase/test-case.ts'
import { servedBy } from '../../simulation/targets/runs.ts'
import { pipelinedMutants } from './pipelined-mutants.ts'
import { pipelinedStranger, planted, written } from './stranger.ts'

// What general scenarios find in a program in lockstep that shows neither log nor vote; `sweep.ts --stranger pipelined` hunts the rest.

const folder = mkdtempSync(join(tmpdir(), 'whitewater-pipelined-'))
afterAll(() => rmSync(folder, { recursive: true }))

async function ran(target: string, scenario: Scenario, seed: string): Promise<RunResult> {
  const make = await resolveTarget(target)
  return new TestCase({ scenario, target, make, seed }).run()
}

test.each([
  ['apply-skips-page', 'requests-arrive-twice', '1-0', 'linearizability'],
  ['inflight-leak', 'everything-at-once', '1-0', 'liveness'],
  ['heartbeat-commit-unbounded', 'leader-isolated', '1-1', 'liveness'],
])('%s is found by %s', async (id, name, seed, property) => {
  const mistake = present(
    pipelinedMutants.find((one) => one.id === id),
    'a mistake',
  )
  const target = written(planted(pipelinedStranger(), mistake), join(folder, id))
  const { violation } = await ran(target, present(scenarioNamed(name), 'a scenario'), seed)
  expect(violation?.property).toBe(property)
})

test('the Raft as it is breaks nothing', async () => {
  const target = written(pipelinedStranger(), join(folder, 'correct'))
  for (const scenario of servedBy((await resolveTarget(target))({ settings: {} })))
    expect((await ran(target, scenario, '100')).violation?.headline, scenario.name).toBeUndefined()
})

test.each([
  'figure-7',
  'figure-8',
  'vote-then-restart',
  'votes-of-an-earlier-term',
  'entries-of-an-old-term-first',
  'power-fails-while-a-log-is-cut',
])('the trap of %s is set for it, though it shows neither log nor vote', async (name) => {
  const schedule = present(
    allSchedules.find((one) => one.name === name),
    'a schedule',
  )
  const { coverageMarks, violation } = await ran(
    written(pipelinedStranger(), join(folder, name)),
    schedule,
    't-1',
  )
  expect(violation?.headline).toBeUndefined()
  expect(coverageMarks.trapSet).toBeGreaterThan(0)
})
