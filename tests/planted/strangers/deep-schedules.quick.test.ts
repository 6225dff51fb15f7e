import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { deepSchedules, scenarioNamed } from '../../../scenarios/index.ts'
import { present } from '../../../src/base/assert.ts'
import { resolveTarget } from '../../../src/testcase/targets.ts'
import { TestCase } from '../../../src/testcase/test-case.ts'
import { pipelinedMutants } from './pipelined-mutants.ts'
import { pipelinedStranger, planted, smallStranger, thesisStranger, written } from './stranger.ts'

// Traps of two lives, two reigns and slow disks, for a program in lockstep that shows neither log nor vote, and for Rafts that do.

const folder = mkdtempSync(join(tmpdir(), 'whitewater-deep-schedules-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Runs of each schedule. */
const FEW = 8

interface Played {
  /** Runs in which the trap was set. */
  readonly trapped: number
  /** What was broken, each once. */
  readonly broken: readonly string[]
}

async function played(schedule: string, target: string): Promise<Played> {
  const scenario = present(scenarioNamed(schedule), 'a schedule')
  const make = await resolveTarget(target)
  const broken = new Set<string>()
  let trapped = 0
  for (let seed = 0; seed < FEW; seed++) {
    const { coverageMarks, violation } = await new TestCase({
      ...{ scenario, target, make, seed: `s${seed}` },
    }).unexplained()
    trapped += coverageMarks.trapSet
    if (violation !== undefined) broken.add(violation.property)
  }
  return { trapped, broken: [...broken] }
}

/** Each schedule, the mistake it is meant for, and what that breaks first. */
const meantFor = [
  ['votes-from-slow-disks', 'vote-carries-term-of-sending', 'election-safety'],
  ['answers-from-a-slow-disk', 'ack-carries-term-of-sending', 'liveness'],
  ['answer-to-an-earlier-life', 'read-ids-begin-anew', 'linearizability'],
  ['first-messages-after-a-compaction', 'prev-zero-always-matches', 'lockstep'],
  ['power-fails-while-a-snapshot-is-stored', 'snapshot-ack-before-fsync', 'liveness'],
  ['restart-after-a-cut', 'replay-overwrites-in-place', 'liveness'],
  ['read-of-an-earlier-reign', 'reads-survive-leadership', 'linearizability'],
  ['read-within-a-change', 'read-asks-new-majority-only', 'linearizability'],
  ['restart-within-a-change', 'joint-config-dropped-at-restore', 'linearizability'],
] as const

test('each deep schedule is meant for a mistake', () => {
  expect(meantFor.map(([schedule]) => schedule)).toEqual(deepSchedules.map(({ name }) => name))
})

test.each(meantFor)('%s finds %s in a Raft that shows little', async (schedule, id, property) => {
  const mistake = present(
    pipelinedMutants.find((one) => one.id === id),
    'a mistake',
  )
  const target = written(planted(pipelinedStranger(), mistake), join(folder, id))
  expect((await played(schedule, target)).broken).toContain(property)
})

test.each(meantFor)('%s sets its trap in that Raft as it is, which breaks nothing', async (schedule) => {
  const { trapped, broken } = await played(schedule, written(pipelinedStranger(), join(folder, 'pipelined')))
  expect(broken).toEqual([])
  expect(trapped).toBeGreaterThan(FEW / 2)
})

/** In a Raft that asks before it stands who hears nobody does not stand; and it changes one member at a time. */
const notInThesis = ['read-of-an-earlier-reign', 'read-within-a-change', 'restart-within-a-change']

test.each(meantFor)('%s accuses no Raft that shows its log', async (schedule) => {
  const thesis = await played(schedule, written(thesisStranger(), join(folder, 'thesis')))
  expect(thesis.broken).toEqual([])
  expect(thesis.trapped > FEW / 2).toBe(!notInThesis.includes(schedule))
  expect((await played(schedule, written(smallStranger(), join(folder, 'small')))).broken).toEqual([])
})
