import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { scenarioNamed } from '../../../scenarios/index.ts'
import { present } from '../../../src/base/assert.ts'
import { resolveTarget } from '../../../src/testcase/targets.ts'
import { TestCase } from '../../../src/testcase/test-case.ts'
import { mutants } from './mutants.ts'
import { planted, smallStranger, written, type Stranger } from './stranger.ts'

// What a schedule finds in a Raft that shows no more than a view: no decoder of its messages, and no rule of ours in it.

const folder = mkdtempSync(join(tmpdir(), 'whitewater-strangers-schedules-'))
afterAll(() => rmSync(folder, { recursive: true }))

const asItIs = smallStranger()
/** Runs within which a schedule finds its bug. */
const FEW = 5

async function found(schedule: string, name: string, stranger: Stranger): Promise<number> {
  const file = written(stranger, join(folder, name))
  const scenario = present(scenarioNamed(schedule), 'a schedule')
  const make = await resolveTarget(file)
  let failures = 0
  for (let seed = 0; seed < FEW; seed++) {
    const { violation } = await new TestCase({ scenario, target: file, make, seed: `s${seed}` }).unexplained()
    if (violation !== undefined) failures++
  }
  return failures
}

test.each([
  ['vote-then-restart', 'vote-not-persisted'],
  ['vote-then-restart', 'vote-forgotten-at-restart'],
  ['vote-then-restart', 'vote-reply-before-fsync'],
  ['elected-then-restart', 'candidate-not-persisted'],
  ['votes-arrive-twice', 'dup-vote-counted'],
  ['votes-of-an-earlier-term', 'stale-vote-counted'],
  ['accepted-in-an-earlier-reign', 'leader-without-reset-match'],
  ['answers-of-an-earlier-reign', 'stale-append-reply-counted'],
  ['figure-8', 'commit-old-term-without-no-op'],
])('%s finds %s in the Raft of a stranger, and nothing in it as it is', async (schedule, id) => {
  const mutant = present(
    mutants.find((one) => one.id === id),
    'a mistake',
  )
  expect(await found(schedule, id, planted(asItIs, mutant))).toBeGreaterThan(0)
  expect(await found(schedule, 'correct', asItIs)).toBe(0)
})
