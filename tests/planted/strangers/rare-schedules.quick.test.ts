import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { rareSchedules, scenarioNamed } from '../../../scenarios/index.ts'
import { present } from '../../../src/base/assert.ts'
import { resolveTarget } from '../../../src/testcase/targets.ts'
import { TestCase } from '../../../src/testcase/test-case.ts'
import { mutants } from './mutants.ts'
import { planted, smallStranger, thesisStranger, written, type Mutant, type Stranger } from './stranger.ts'
import { thesisMutants } from './thesis-mutants.ts'

// Traps for Rafts with pre-votes, a watched quorum, a first entry of each term, snapshots, members that change.

const folder = mkdtempSync(join(tmpdir(), 'whitewater-rare-schedules-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Runs within which a schedule finds its mistake, and of a Raft that has none. */
const FEW = 8
const SOME = 4

/** What the first run that breaks something breaks. */
async function found(schedule: string, target: string, runs: number): Promise<string | undefined> {
  const scenario = present(scenarioNamed(schedule), 'a schedule')
  const make = await resolveTarget(target)
  for (let seed = 0; seed < runs; seed++) {
    const { violation } = await new TestCase({ scenario, target, make, seed: `s${seed}` }).unexplained()
    if (violation !== undefined) return violation.property
  }
  return undefined
}

function withMistake(stranger: Stranger, all: readonly Mutant[], id: string): string {
  const mutant = present(
    all.find((one) => one.id === id),
    'a mistake',
  )
  return written(planted(stranger, mutant), join(folder, `${stranger.entry}-${id}`))
}

/** Each schedule, the mistake it is meant for, and what that breaks. */
const meantFor = [
  ['entries-of-an-old-term-first', 'commit-old-term', 'leader-completeness'],
  ['deposed-before-it-commits', 'truncate-on-step-down', 'leader-completeness'],
  ['own-disk-last', 'commit-before-own-disk', 'leader-completeness'],
  ['answer-for-what-was-cut-off', 'cut-off-is-fail', 'linearizability'],
  ['answers-before-the-read', 'read-counts-earlier-answers', 'linearizability'],
  ['power-fails-while-a-log-is-cut', 'torn-tail-accepted', 'log-matching'],
  ['power-fails-while-a-log-is-compacted', 'snapshot-log-gap', 'leader-completeness'],
  ['snapshot-over-other-entries', 'snapshot-keeps-conflicts', 'log-matching'],
  ['change-before-an-entry-of-its-own', 'change-without-own-term-commit', 'leader-completeness'],
  ['two-changes-under-way', 'two-changes-in-flight', 'leader-completeness'],
  ['vote-of-one-let-in-again', 'learner-refuses-vote', 'liveness'],
] as const
/** Canonical ones whose servers stand beside a leader, or against one. */
const besideLeaders = [
  ['votes-of-an-earlier-term', 'stale-vote-counted', 'election-safety'],
  ['answers-of-an-earlier-reign', 'stale-append-reply-counted', 'leader-completeness'],
  ['two-candidates-in-one-term', 'vote-twice', 'election-safety'],
] as const

test('each rare schedule is meant for a mistake', () => {
  expect(meantFor.map(([schedule]) => schedule)).toEqual(rareSchedules.map(({ name }) => name))
})

test.each([...meantFor, ...besideLeaders])(
  '%s finds %s in a Raft of the thesis, and nothing in it as it is',
  async (schedule, id, property) => {
    const asItIs = written(thesisStranger(), join(folder, 'thesis'))
    expect(await found(schedule, asItIs, SOME)).toBeUndefined()
    const mistaken = withMistake(thesisStranger(), thesisMutants, id)
    expect(await found(schedule, mistaken, FEW)).toBe(property)
  },
)

test('answer-for-what-was-cut-off finds cut-off-is-fail in a Raft without all that', async () => {
  const asItIs = written(smallStranger(), join(folder, 'small'))
  expect(await found('answer-for-what-was-cut-off', asItIs, SOME)).toBeUndefined()
  const target = withMistake(smallStranger(), mutants, 'cut-off-is-fail')
  expect(await found('answer-for-what-was-cut-off', target, FEW)).toBe('linearizability')
})
