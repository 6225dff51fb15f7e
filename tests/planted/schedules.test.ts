import { describe, expect, test } from 'vitest'
import { allSchedules } from '../../scenarios/index.ts'
import { present } from '../../src/base/assert.ts'
import { drawPlan } from '../../src/run/drawing/draw-plan.ts'
import { served } from '../../src/run/servable.ts'
import { runPlan } from '../../src/run/run-plan.ts'
import { builtInRaft } from '../../src/subject/built-in-raft/built-in-raft.ts'
import { offersOf } from '../../src/subject/offers.ts'
import type { Target } from '../../src/subject/target.ts'
import { withOptionsOf } from '../../src/testcase/target-maker.ts'
import { defaultTarget, plantedBug, plantedTarget } from '../../src/testcase/targets.ts'
import { TestCase } from '../../src/testcase/test-case.ts'
import { unusualRaft, variantNames } from '../simulation/unusual/variants.ts'

/** Runs within which a schedule finds its bug. */
const FEW = 5
/** Runs in which the correct Raft holds. */
const MANY = 100
/** Runs of each unusual Raft. */
const SOME = 1

/** Which planted bug each schedule is the trap for. */
const caught: Readonly<Record<string, readonly string[]>> = {
  'two-candidates-in-one-term': ['vote-twice'],
  'vote-then-restart': ['vote-not-persisted'],
  'elected-then-restart': ['vote-not-persisted'],
  'votes-arrive-twice': ['dup-vote-counted'],
  'votes-of-an-earlier-term': ['stale-vote-counted'],
  'candidate-without-the-entry': ['vote-no-log-check'],
  'longer-log-of-an-older-term': ['vote-index-before-term'],
  'figure-7': ['no-truncate-on-conflict'],
  'figure-8': ['commit-old-term'],
  'writes-to-an-isolated-leader': ['reply-before-commit'],
  'uncommitted-entry-is-not-applied': ['apply-past-commit'],
  'late-copies-of-old-appends': ['truncate-on-any-append'],
  'appends-of-an-old-leader': ['stale-term-append-accepted'],
  'accepted-in-an-earlier-reign': ['no-truncate-on-conflict'],
  // what it is meant for, `stale-append-reply-counted`, it finds in one of eight runs
  'answers-of-an-earlier-reign': ['no-truncate-on-conflict'],
  'read-at-a-deposed-leader': ['local-leader-reads'],
  'read-at-a-leader-with-a-minority': ['local-leader-reads'],
  'late-acknowledgement-confirms-a-read': ['local-leader-reads'],
  'read-at-a-new-leader': ['read-before-own-commit'],
  'crash-before-the-sync': ['acknowledge-before-fsync'],
  'restart-of-all': ['reply-before-commit'],
  'followers-restart-leader-stays-away': ['acknowledge-before-fsync'],
  'request-arrives-twice': ['no-session-deduplication'],
  'request-arrives-twice-after-a-snapshot': ['sessions-not-in-snapshot'],
  'entries-of-an-old-term-first': ['commit-old-term'],
  'deposed-before-it-commits': ['truncate-on-step-down'],
  'own-disk-last': ['commit-before-own-disk'],
  // what it is meant for is planted in Rafts of strangers alone, as for those that have none here
  'answer-for-what-was-cut-off': ['reply-before-commit'],
  'answers-before-the-read': ['read-confirmed-by-any-answer'],
  'power-fails-while-a-log-is-cut': [],
  'power-fails-while-a-log-is-compacted': [],
  'snapshot-over-other-entries': ['conflicts-kept-behind-snapshot'],
  'change-before-an-entry-of-its-own': ['reconfigure-before-own-commit'],
  'two-changes-under-way': ['two-changes-in-flight'],
  'vote-of-one-let-in-again': [],
  'votes-from-slow-disks': ['stale-vote-counted'],
  'answers-from-a-slow-disk': ['match-is-log-end'],
  'answer-to-an-earlier-life': ['follower-reads-own-state'],
  'first-messages-after-a-compaction': ['truncate-on-any-append'],
  'power-fails-while-a-snapshot-is-stored': ['disk-acknowledges-early'],
  'restart-after-a-cut': ['no-truncate-on-conflict'],
  'read-of-an-earlier-reign': ['read-confirmed-by-any-answer'],
  'read-within-a-change': ['joint-new-majority-only'],
  'restart-within-a-change': ['joint-new-majority-only'],
}

const named = (name: string) =>
  present(
    allSchedules.find((one) => one.name === name),
    'a schedule',
  )

const unusualRun = (target: Target, name: string, seed: number) =>
  new TestCase({
    ...{ scenario: named(name), target: target.name, make: withOptionsOf(target), seed: `u${seed}` },
  }).run()

test('it is said of each schedule which bug it is the trap for', () => {
  expect(Object.keys(caught).toSorted()).toEqual(allSchedules.map(({ name }) => name).toSorted())
})

describe.each(Object.entries(caught))('%s', (name, bugs) => {
  test.each(bugs)(`finds %s within ${FEW} runs`, (id) => {
    const bug = plantedBug(id)
    const scenario = named(name)
    const settings = { ...scenario.settings, ...bug.settings }
    const found = Array.from({ length: FEW }, (_, number) => {
      const plan = drawPlan({ ...scenario, settings }, `b${number}`, builtInRaft())
      return runPlan(plan, plantedTarget(bug)(plan)).violation?.property
    })
    expect(found.filter((property) => property !== undefined && bug.breaks.includes(property))).not.toEqual(
      [],
    )
  })

  test(`the correct Raft holds in ${MANY} runs, and the trap is set in most of them`, () => {
    let trapped = 0
    for (let number = 0; number < MANY; number++) {
      const plan = drawPlan(named(name), `c${number}`, builtInRaft())
      const { status, violation, coverageMarks } = runPlan(plan, defaultTarget(plan))
      expect(violation?.headline, plan.seed).toBeUndefined()
      expect(status, plan.seed).toBe('valid')
      trapped += coverageMarks.trapSet
    }
    expect(trapped).toBeGreaterThan(0.8 * MANY)
  })
})

test('what a deposed leader sent long ago must be refused: who takes it is found', async () => {
  const target = unusualRaft('usual', { takesOldAppends: true })
  const violations: (string | undefined)[] = []
  for (let seed = 0; seed < FEW; seed++)
    violations.push((await unusualRun(target, 'appends-of-an-old-leader', seed)).violation?.property)
  expect(violations.filter(Boolean)).not.toEqual([])
})

test.each(variantNames)('a correct Raft with unusual habits is not accused: %s', async (variant) => {
  const target = unusualRaft(variant)
  let trapped = 0
  for (const { name } of served(allSchedules, offersOf(target), {}).scenarios) {
    for (let seed = 0; seed < SOME; seed++) {
      const { violation, coverageMarks } = await unusualRun(target, name, seed)
      expect(violation?.headline, `${name} u${seed}`).toBeUndefined()
      trapped += coverageMarks.trapSet
    }
  }
  expect(trapped).toBeGreaterThan(0)
})
