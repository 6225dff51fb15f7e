import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { scenarioNamed } from '../../../scenarios/index.ts'
import { present } from '../../../src/base/assert.ts'
import { resolveTarget } from '../../../src/testcase/targets.ts'
import { TestCase } from '../../../src/testcase/test-case.ts'
import { servedBy } from '../../simulation/targets/runs.ts'
import { planted, thesisStranger, written } from './stranger.ts'
import { thesisMutants } from './thesis-mutants.ts'

// What general scenarios find in the Raft with all that Rafts of outsiders have; `sweep.ts --stranger thesis` hunts the rest.

const folder = mkdtempSync(join(tmpdir(), 'whitewater-thesis-'))
afterAll(() => rmSync(folder, { recursive: true }))

async function broken(target: string, name: string, seeds: readonly number[]): Promise<readonly string[]> {
  const scenario = present(scenarioNamed(name), 'a scenario')
  const make = await resolveTarget(target)
  const found: string[] = []
  for (const seed of seeds) {
    const { violation } = await new TestCase({ scenario, target, make, seed: `1-${seed}` }).unexplained()
    if (violation !== undefined) found.push(`${violation.property}/${violation.shape}`)
  }
  return found
}

test.each([
  ['quorum-of-all', 'minority-down', [0], 'liveness/no-progress-of-majority'],
  ['transfer-never-aborted', 'everything-at-once', [11], 'liveness/no-progress-of-majority'],
  ['vote-forgotten-at-restart', 'leaderless-elections', [9], 'election-safety/two-leaders'],
  ['vote-reply-before-fsync', 'leaderless-elections', [10], 'election-safety/two-leaders'],
  ['snapshot-old-config', 'changing-members', [11, 12], 'state-machine-safety/members'],
  ['truncated-config-stays', 'changing-members', [0], 'state-machine-safety/members'],
  ['read-local-leader', 'changing-members', [1], 'linearizability'],
  ['snapshot-wrong-term', 'contested-elections', [0], 'log-matching'],
])('%s is found by %s', async (id, scenario, seeds, breach) => {
  const mistake = present(
    thesisMutants.find((one) => one.id === id),
    'a mistake',
  )
  const found = await broken(written(planted(thesisStranger(), mistake), join(folder, id)), scenario, seeds)
  expect(found).toContainEqual(expect.stringContaining(breach))
})

test('the Raft as it is breaks nothing', async () => {
  const target = written(thesisStranger(), join(folder, 'correct'))
  const scenarios = servedBy((await resolveTarget(target))({ settings: {} }))
  expect(scenarios.map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      'log-compaction',
      'changing-members',
      'requests-arrive-twice',
      'leaderless-elections',
    ]),
  )
  for (const { name } of scenarios) expect(await broken(target, name, [100])).toEqual([])
})
