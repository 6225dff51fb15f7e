import { describe, expect, test } from 'vitest'
import { allSchedules, scenarios, schedules } from '../../../../scenarios/index.ts'
import { drawPlan } from '../../../../src/run/drawing/draw-plan.ts'
import { parsePlan, type Plan } from '../../../../src/run/plan.ts'
import type { Step } from '../../../../src/run/schedule/step.ts'
import { describeStep } from '../../../../src/run/schedule/step-text.ts'
import type { RunResult } from '../../../../src/run/run-result.ts'
import { runPlan } from '../../../../src/run/run-plan.ts'
import { builtInRaft } from '../../../../src/subject/built-in-raft/built-in-raft.ts'
import type { Target } from '../../../../src/subject/target.ts'
import { members } from '../../../simulation/targets/strangers.ts'
import { unusualRaft } from '../../../simulation/unusual/variants.ts'

const PATIENCE = 5000

function planOf(steps: readonly Step[], seed = '1'): Plan {
  const plan = drawPlan(
    schedules.find(({ name }) => name === 'restart-of-all')!,
    seed,
    builtInRaft(),
  )
  return { ...plan, steps }
}

const played = (steps: readonly Step[], target: Target = builtInRaft({ preVote: false })): RunResult =>
  runPlan(planOf(steps), target)

const leader: Step = { do: 'name', as: 'old', who: 'leader', within: PATIENCE }
const write = (at: string, client: string, ends: 'ok' | 'any' | 'later'): Step => ({
  ...{ do: 'write', at, client, ends, within: PATIENCE },
})

/** What a client of the schedule asked, and how it ended; they are numbered apart from all others. */
const valuesOf = ({ history }: RunResult, type: string): unknown[] =>
  history.filter((event) => event.type === type && Number(event.value) > 1_000_000).map(({ value }) => value)

const within = { within: PATIENCE }
const change = (what: 'add' | 'remove', server: string, client: string, after: 'asked' | 'done'): Step => ({
  ...{ do: 'change', what, server, at: 'old', after, client, ends: 'ok', ...within },
})
const follower = (as: string): Step => ({ do: 'name', as, who: 'follower', ...within })
const housekept = ({ history }: RunResult, f: string, type: string): unknown[] =>
  history.filter((event) => event.f === f && event.type === type).map(({ value }) => value)

describe('one schedule after the other', () => {
  const next: Step = { do: 'schedule', name: 'another' }
  const never: Step = { do: 'await', who: 'old', that: 'truncates', within: 100 }

  test('what cannot come about leads to the next one', () => {
    const result = played([
      leader,
      never,
      { do: 'trap' },
      write('old', 'a', 'ok'),
      next,
      leader,
      write('old', 'b', 'ok'),
    ])
    expect(result.coverageMarks.trapSet).toBe(0)
    expect(valuesOf(result, 'ok')).toHaveLength(1)
    const second = played([leader, never, next, leader, { do: 'trap' }, write('old', 'b', 'ok')])
    expect(second.coverageMarks.trapSet).toBe(1)
  })

  test('the next one begins without what was done, asked and named before', () => {
    const cut: Step[] = [
      follower('a'),
      follower('b'),
      { do: 'cut', who: 'old', from: ['a', 'b'] },
      { do: 'crash', who: 'a', unsynced: 'keep' },
      write('old', 'x', 'later'),
    ]
    const again: Step[] = [
      { do: 'wait', least: 3000, most: 3000 },
      leader,
      follower('a'),
      follower('b'),
      write('old', 'y', 'ok'),
      { do: 'await', who: ['a', 'b'], that: 'agrees', of: 'old', within: PATIENCE },
      { do: 'trap' },
    ]
    const result = played([leader, ...cut, next, ...again])
    expect(result.coverageMarks.trapSet).toBe(1)
    expect(valuesOf(result, 'info')).toHaveLength(1)
    // who is cut off has no name to be called by, and nobody agrees with it
    expect(played([leader, ...cut, ...again]).coverageMarks.trapSet).toBe(0)
  })
})

describe('members', () => {
  test('leave and come back, each on top of the change before', () => {
    const steps = [
      leader,
      follower('a'),
      change('remove', 'a', 'operator', 'done'),
      change('add', 'a', 'operator', 'done'),
    ]
    const result = played(steps)
    expect(result.coverageMarks.trapSet).toBe(1)
    expect(housekept(result, 'reconfigure', 'ok')).toHaveLength(2)
    const asked = housekept(result, 'reconfigure', 'invoke')
    expect([asked[0], asked.at(-1)]).toEqual([
      { remove: [expect.any(String)] },
      { add: [expect.any(String)] },
    ])
    expect(result.status).toBe('valid')
  })

  test('a change is on top of what was asked for, or only of what was done', () => {
    const later = (server: string, after: 'asked' | 'done'): Step => ({
      ...{ do: 'change', what: 'remove', server, at: 'old', after, client: server, ends: 'later', ...within },
    })
    const listsOf = (after: 'asked' | 'done'): number[] => {
      const steps = [leader, follower('a'), follower('b'), later('a', 'done'), later('b', after)]
      const plan = { ...planOf(steps), nodes: 4 }
      const { history } = runPlan(plan, members as Target)
      const asked = history.filter(({ f, type }) => f === 'reconfigure' && type === 'invoke').slice(0, 2)
      return asked.map(({ value }) => (value as string[]).length)
    }
    expect(listsOf('asked')).toEqual([3, 2])
    expect(listsOf('done')).toEqual([3, 3])
  })

  test('who is lost stays lost until the others have recovered, and comes back then', () => {
    const result = played([leader, write('old', 'a', 'ok'), { do: 'lose', who: 'old' }])
    expect(result.coverageMarks).toMatchObject({ serverCrashed: 1, serverRestarted: 1, trapSet: 1 })
    expect(result.status).toBe('valid')
    const [{ activations } = { activations: [] }] = result.faults
    expect(activations[0]?.to).toBeGreaterThan(activations[0]?.from ?? Infinity)
    // nobody is lost where the others would be no majority
    const two = played([leader, follower('a'), { do: 'lose', who: ['old', 'a'] }])
    expect(two.status).toBe('valid')
  })
})

describe('snapshots', () => {
  const steps: Step[] = [
    leader,
    write('old', 'a', 'ok'),
    { do: 'take-snapshot', who: 'old' },
    { do: 'await', who: 'old', that: 'compacts', ...within },
  ]

  test('are taken when asked for', () => {
    const result = runPlan(planOf(steps), unusualRaft('sessions, snapshots on request'))
    expect(housekept(result, 'take-snapshot', 'ok')).toHaveLength(1)
    expect(result.coverageMarks.trapSet).toBe(1)
  })

  test('are not asked of who takes none', () => {
    const result = played(steps.slice(0, 3))
    expect(housekept(result, 'take-snapshot', 'invoke')).toEqual([])
    expect(result.coverageMarks.trapSet).toBe(1)
  })
})

describe('a server stands beside a leader', () => {
  const standing = (word: 'stand' | 'lead'): Step[] => [
    leader,
    write('old', 'a', 'ok'),
    follower('new'),
    { do: word, who: 'new', ...within },
  ]

  test.each(['stand', 'lead'] as const)('that is not heard meanwhile, where it is in the way: %s', (word) => {
    const careful = builtInRaft({ preVote: true, checkQuorum: true })
    const result = played(standing(word), careful)
    expect(result.coverageMarks.trapSet).toBe(1)
    expect(result.faults.map(({ text }) => text)).toContainEqual(expect.stringMatching(/nobody hears n\d/))
    expect(result.status).toBe('valid')
  })

  test('that is heard, where it is not', () => {
    const texts = played(standing('lead')).faults.map(({ text }) => text)
    expect(texts.filter((text) => /nobody hears/.test(text))).toEqual([])
  })
})

test('a clock that all but stands still keeps a leader from its heartbeats, until it is right again', () => {
  const slow = (times: number): Step => ({ do: 'slow-clock', who: 'old', times })
  const other: Step = { do: 'name', as: 'new', who: 'leader', but: 'old', ...within }
  expect(played([leader, slow(100), other]).coverageMarks.trapSet).toBe(1)
  expect(played([leader, slow(100), slow(1), other]).coverageMarks.trapSet).toBe(0)
})

describe('steps', () => {
  test('are carried out in their order, and the run ends with them', () => {
    const steps: Step[] = [leader, write('old', 'a', 'ok'), write('old', 'b', 'ok')]
    const result = played(steps)
    expect(result.coverageMarks.trapSet).toBe(1)
    expect(result.status).toBe('valid')
    expect(valuesOf(result, 'ok')).toHaveLength(2)
    expect(result.counts.virtualMs).toBeLessThan(planOf(steps).healAt / 2)
  })

  test('end where something does not come about', () => {
    const result = played([
      leader,
      { do: 'await', who: 'old', that: 'stands', of: 'old', within: 10 },
      { do: 'name', as: 'other', who: 'leader', but: 'old', within: 100 },
      write('old', 'a', 'ok'),
    ])
    expect(result.coverageMarks.trapSet).toBe(0)
    expect(valuesOf(result, 'ok')).toEqual([])
    expect(result.status).toBe('valid')
  })

  test('a name that nobody has means nobody', () => {
    expect(played([leader, write('nobody', 'a', 'ok')]).coverageMarks.trapSet).toBe(0)
  })

  test('a leader that is cut off takes a write and acknowledges none; another is named in its place', () => {
    const result = played([
      leader,
      { do: 'cut', who: 'old', from: 'rest' },
      write('old', 'a', 'later'),
      { do: 'name', as: 'new', who: 'leader', but: 'old', within: PATIENCE },
      write('new', 'b', 'ok'),
      { do: 'heal' },
    ])
    expect(result.coverageMarks.trapSet).toBe(1)
    expect(valuesOf(result, 'ok')).toHaveLength(1)
    expect(result.coverageMarks.messagesCut).toBeGreaterThan(0)
    const [cut] = result.faults
    expect(cut).toMatchObject({ id: 's2', kind: 'cut', text: 'cut old from rest' })
    expect(cut?.activations[0]?.to).not.toBeNull()
  })

  test('a client that is asked for more leaves what is open with an unknown outcome', () => {
    const result = played([
      leader,
      { do: 'cut', who: 'old', from: 'rest' },
      write('old', 'a', 'later'),
      { do: 'wait', least: 20, most: 20 },
      write('old', 'a', 'later'),
    ])
    expect(valuesOf(result, 'info')).toHaveLength(2)
  })

  test('who is to lead does, though others may', () => {
    for (const seed of ['1', '2', '3', '4', '5']) {
      const steps: Step[] = [
        leader,
        { do: 'name', as: 'next', who: 'follower', within: PATIENCE },
        { do: 'pause', who: 'old' },
        { do: 'lead', who: 'next', within: PATIENCE },
        { do: 'await', who: 'next', that: 'leads', within: 0 },
      ]
      expect(runPlan(planOf(steps, seed), builtInRaft({ preVote: false })).coverageMarks.trapSet).toBe(1)
    }
  })

  test('servers that show nothing are told by who answers', () => {
    const steps: Step[] = [
      leader,
      { do: 'cut', who: 'old', from: 'rest' },
      { do: 'name', as: 'new', who: 'leader', but: 'old', within: 20_000 },
      write('new', 'a', 'ok'),
    ]
    const result = played(steps, unusualRaft('without a view'))
    expect(result.coverageMarks.stateShown).toBe(0)
    expect(result.coverageMarks.trapSet).toBe(1)
  })

  test('the same plan gives the same run', () => {
    const plan = planOf([
      leader,
      { do: 'crash', who: 'all', unsynced: 'lose' },
      { do: 'restart', who: 'all' },
    ])
    expect(runPlan(plan, builtInRaft()).digest).toBe(runPlan(plan, builtInRaft()).digest)
  })
})

test.each(allSchedules.map((one) => [one.name, one] as const))(
  '%s: its plan is JSON, its steps have words',
  (_, one) => {
    const plan = drawPlan(one, '1', builtInRaft())
    expect(parsePlan(JSON.parse(JSON.stringify(plan)), 'run.json')).toEqual(plan)
    for (const step of plan.steps ?? []) expect(describeStep(step)).toMatch(/\w/)
    expect(scenarios.map(({ name }) => name)).not.toContain(one.name)
  },
)

test.each<[string, unknown, RegExp]>([
  ['of another word', { do: 'dance' }, /steps\.0/],
  ['with more', { do: 'trap', who: 'x' }, /steps\.0/],
  ['without all', { do: 'crash', who: 'x' }, /steps\.0\.unsynced/],
  ['of nobody', { do: 'pause', who: [] }, /steps\.0/],
])('a step %s is refused', (_what, step, says) => {
  const plan = { ...planOf([]), steps: [step] }
  expect(() => parsePlan(plan, 'run.json')).toThrow(says)
})
