import { describe, expect, test } from 'vitest'
import { drawPlan } from '../../../src/run/drawing/draw-plan.ts'
import { runPlan } from '../../../src/run/run-plan.ts'
import type { HistoryEvent } from '../../../src/record/history-event.ts'
import type { Target } from '../../../src/subject/target.ts'
import { huntFor, runAll, seeds, servedBy, violationsOf } from './runs.ts'
import * as strangers from './strangers.ts'

const { forgetsRequests, deafElectors, tunedToFail: _, ...correct } = strangers
const named = (target: unknown): Target => target as Target
const namesOf = (target: unknown): string[] => servedBy(named(target)).map(({ name }) => name)

const general = [
  'steady-cluster',
  'minority-down',
  'majority-down',
  'leader-crash-before-majority',
  'leader-crash-before-reply',
  'leader-isolated',
  'partial-partitions',
  'message-storm',
  'pauses-and-skew',
  'contested-elections',
  'leaderless-elections',
  'deposed-leaders',
  'churn',
  'canonical-schedules',
  'rare-schedules',
  'deep-schedules',
  'everything-at-once',
]

describe('correct Rafts with other offers', () => {
  test.each(Object.entries(correct))(
    '%s holds in every scenario that it can serve, and no run is undecided',
    async (_name, target) => {
      const ran = await runAll(named(target), seeds(3))
      expect(violationsOf(ran)).toEqual([])
      expect(ran.filter(({ status }) => status !== 'valid').map(({ because }) => because)).toEqual([])
    },
  )

  test('serve what they offer, and nothing else', () => {
    expect(namesOf(correct.plain)).toEqual(general)
    const without = (...names: string[]): string[] => general.filter((name) => !names.includes(name))
    expect(namesOf(correct.electors)).toEqual(
      without(
        'leader-crash-before-majority',
        'leader-crash-before-reply',
        'canonical-schedules',
        'rare-schedules',
        'deep-schedules',
      ),
    )
    expect(namesOf(correct.forgetful)).toEqual(general.filter((name) => !/down|crash/.test(name)))
    expect(namesOf(correct.bank)).toContain('payments')
    expect(namesOf(correct.directory)).toContain('directories')
    expect(namesOf(correct.snapshots)).toContain('log-compaction')
    expect(namesOf(correct.members)).toContain('changing-members')
    expect(namesOf(correct.whole)).toHaveLength(general.length + 4)
  })
})

/** Whether two changes of members were open at the same time. */
function overlap(history: readonly HistoryEvent[]): boolean {
  const changes = history.filter(({ f }) => f === 'reconfigure')
  return changes.some(({ type }, position) => type === 'invoke' && changes[position + 1]?.type === 'invoke')
}

describe('what is offered is used', () => {
  test('changes of members are asked for while others are under way', async () => {
    const chosen = servedBy(named(correct.members)).filter(({ name }) => name === 'changing-members')
    const ran = await runAll(named(correct.members), seeds(12), chosen)
    expect(violationsOf(ran)).toEqual([])
    const overlapping = ran.filter(({ history }) => overlap(history)).length
    expect(overlapping).toBeGreaterThan(2)
    expect(overlapping).toBeLessThan(12)
  })

  test('members change and come back, leadership is handed over, by methods of the node', async () => {
    const chosen = servedBy(named(correct.whole)).filter(({ name }) => name === 'changing-members')
    const ran = await runAll(named(correct.whole), seeds(6), chosen)
    const sum = (of: 'membershipChanged' | 'leadershipHandedOver' | 'snapshotInstalled'): number =>
      ran.reduce((all, { coverageMarks }) => all + coverageMarks[of], 0)
    expect(sum('membershipChanged')).toBeGreaterThan(20)
    expect(sum('leadershipHandedOver')).toBeGreaterThan(0)
    expect(sum('snapshotInstalled')).toBeGreaterThan(0)
    const asked = ran.flatMap(({ history }) =>
      history.filter(({ type, f }) => type === 'invoke' && f === 'reconfigure'),
    )
    expect(asked.length).toBeGreaterThan(50)
    for (const { value } of asked) expect(value).toEqual(expect.arrayContaining([expect.any(String)]))
  })

  test('requests are sent again under their number: one that executes them again is found', async () => {
    const scenarios = ['leader-crash-before-reply', 'everything-at-once']
    expect(await huntFor('linearizability', named(forgetsRequests), scenarios)).toBeDefined()
  })

  test('servers that never elect anybody do not pass for idle ones', async () => {
    expect(await huntFor('liveness', named(deafElectors), ['steady-cluster'])).toMatch(/nobody leads/)
  })

  test('a target that shows nothing is struck all the same', async () => {
    const chosen = servedBy(named(correct.hidden)).filter(({ name }) => /leader-/.test(name))
    for (const { scenario, coverageMarks } of await runAll(named(correct.hidden), seeds(2), chosen)) {
      const struck = scenario === 'leader-isolated' ? coverageMarks.messagesCut : coverageMarks.serverCrashed
      expect(struck, scenario).toBeGreaterThan(0)
      expect(coverageMarks.stateShown).toBe(0)
    }
  })
})

test('the same seed and options give the same digest, from the seed and from the plan', () => {
  const target = named(correct.tuned)
  const plan = drawPlan(servedBy(target)[0]!, 'again', target)
  expect(Object.keys(plan.settings)).toEqual(['batch', 'noop', 'pipeline'])
  const { digest } = runPlan(plan, target)
  expect(runPlan(drawPlan(servedBy(target)[0]!, 'again', target), target).digest).toBe(digest)
  expect(runPlan(JSON.parse(JSON.stringify(plan)) as typeof plan, target).digest).toBe(digest)
})
