import { describe, expect, test } from 'vitest'
import type { Decision, Script } from '../../src/record/decision.ts'
import { judgedEvents } from '../../src/record/judged-history.ts'
import { parsePlan, type Plan } from '../../src/run/plan.ts'
import { runScript } from '../../src/run/scripted/scripted-run.ts'
import { runPlan } from '../../src/run/run-plan.ts'
import { noSuchSession } from '../../src/raft/services/session-command.ts'
import { builtInRaft, type BuiltInRaftOptions } from '../../src/subject/built-in-raft/built-in-raft.ts'
import { planOf, run, scenarios } from './runs.ts'

const named = (wanted: string) => scenarios.find(({ name }) => name === wanted)!
const RUNS = 20
const SCRIPTS = 8

/** Plans of a scenario with sessions as given, whatever was drawn. */
function* plans(scenario: string, settings: Plan['settings'], share: number, runs = RUNS): Generator<Plan> {
  for (let seed = 0; seed < runs; seed++) {
    const fixed = named(scenario)
    const drawn = planOf({ ...fixed, settings: { ...fixed.settings, ...settings } }, `sessions${seed}`)
    yield { ...drawn, workload: { ...drawn.workload, share } }
  }
}

describe.each([
  ['implicit', 3],
  ['explicit', 1],
  ['explicit', 3],
] as const)('%s sessions, each of %i clients', (registration, share) => {
  test.each(['message-storm', 'payments', 'directories', 'everything-at-once'])('hold in %s', (scenario) => {
    let lost = 0
    let retries = 0
    const settings = registration === 'explicit' ? { registration, sessionTtl: 500 } : { registration }
    for (const plan of plans(scenario, settings, share)) {
      const { violation, history, coverageMarks } = run(plan)
      expect(violation?.headline, plan.seed).toBeUndefined()
      lost += history.filter(({ error }) => error === noSuchSession).length
      retries += coverageMarks.retried
    }
    expect(retries).toBeGreaterThan(20)
    if (registration === 'explicit') expect(lost).toBeGreaterThan(10)
    else expect(lost).toBe(0)
  })
})

test('sessions that servers keep for too few clients push each other out, and the cluster still answers', () => {
  let lost = 0
  for (const plan of plans('steady-cluster', { registration: 'explicit', maxSessions: 2 }, 1)) {
    const { violation, status, history } = run(plan)
    expect(violation?.headline, plan.seed).toBeUndefined()
    expect(status, plan.seed).toBe('valid')
    lost += history.filter(({ error }) => error === noSuchSession).length
  }
  expect(lost).toBeGreaterThan(100)
})

test('a run with shared or opened sessions is repeated by its script, request for request', () => {
  let exact = 0
  for (const [registration, share] of [
    ['implicit', 3],
    ['explicit', 1],
    ['explicit', 2],
  ] as const)
    for (const plan of plans('leader-isolated', { registration }, share, SCRIPTS)) {
      const target = () => builtInRaft(plan.settings as BuiltInRaftOptions)
      const { script = [], counts, history } = runPlan(plan, target(), { traced: true })
      const scripted = runScript(plan, target(), script)
      expect(scripted.violation?.headline, plan.seed).toBeUndefined()
      const requests = (events: typeof history) =>
        new Set(events.flatMap(({ request }) => (request === undefined ? [] : [JSON.stringify(request)])))
      const same = [...requests(history)].every((request) => requests(scripted.history).has(request))
      if (same && scripted.counts.elections === counts.elections && scripted.counts.ok === counts.ok) exact++
    }
  // what rests on time, such as expiry, may go another way
  expect(exact).toBeGreaterThan(3 * SCRIPTS * 0.8)
})

describe('an operator', () => {
  const operator = Array.from({ length: 12 }, (_, at) => ({
    think: 150,
    f: 'transfer-leadership' as const,
    value: at % 2 === 0 ? null : `n${1 + (at % 3)}`,
  }))

  test('is part of a run, as a process of its own, and nothing it does is judged', () => {
    for (let seed = 0; seed < 10; seed++) {
      const drawn = planOf(named('leader-isolated'), `operator${seed}`)
      const plan = parsePlan(
        JSON.parse(JSON.stringify({ ...drawn, workload: { ...drawn.workload, operator } })),
        'operator',
      )
      const { violation, history } = run(plan)
      expect(violation?.headline).toBeUndefined()
      const processes = plan.workload.clients + 3
      const own = history.filter(({ f }) => f === 'transfer-leadership')
      expect(own.filter(({ type }) => type === 'invoke').length).toBeGreaterThan(3)
      for (const { process } of own) expect(process % processes).toBe(processes - 1)
      for (const { process, f } of history)
        if (f !== 'transfer-leadership') expect(process % processes).toBeLessThan(processes - 1)
      expect(judgedEvents(history).operations.some(({ f }) => f === 'transfer-leadership')).toBe(false)
      expect(run(plan).digest).toBe(run(plan).digest)
    }
  })
})

test('in a script a number that names a request already begins no second operation', () => {
  const cas = (sequence: number): Decision => ({
    ...({ do: 'submit', client: 0, node: 'n1', session: 1 } as const),
    call: { f: 'cas', key: 'k1', value: [null, 5] },
    sequence,
  })
  const script: Script = [{ do: 'fire', node: 'n1', timer: 'election' }, cas(2), cas(2)]
  const plan = { ...planOf(named('steady-cluster'), 'numbers0'), nodes: 1, settings: {} }
  const { violation, history } = runScript(plan, builtInRaft({}), script)
  expect(violation?.headline).toBeUndefined()
  expect(history.map(({ type }) => type)).toEqual(['invoke', 'ok'])
  expect(runScript(plan, builtInRaft({}), [...script, cas(3)]).history).toHaveLength(4)
})
