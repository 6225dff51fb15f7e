import { describe, expect, test } from 'vitest'
import { failureBlock, failurePage } from '../../../../reports/index.ts'
import type { HistoryEvent } from '../../../../src/record/history-event.ts'
import type { TraceStep } from '../../../../src/record/trace.ts'
import type { RealRunResult } from '../../../../src/processes/index.ts'
import { scenarios } from '../../../../scenarios/index.ts'
import type { Scenario } from '../../../../src/run/scenario.ts'
import { recordOf } from '../../../../src/run/record.ts'
import { judgeServerRun } from '../../../../src/testcase/servers/judge-server-run.ts'
import { serverPlan } from '../../../../src/testcase/servers/server-plan.ts'
import { someServers } from './some-servers.ts'

const calm = scenarios.find(({ name }) => name === 'steady-cluster') as Scenario
const plan = serverPlan(calm, '1', someServers(), { nodes: 3 })

/** `at` in milliseconds. */
const event = (at: number, process: number, type: HistoryEvent['type'], f: string, value: unknown) =>
  ({ time: at * 1e6, process, type, f, key: 'k1', value }) as HistoryEvent

const write = [event(10, 0, 'invoke', 'write', 1), event(20, 0, 'ok', 'write', 1)]
const read = (value: unknown) => [event(40, 1, 'invoke', 'read', null), event(50, 1, 'ok', 'read', value)]
const steps: readonly TraceStep[] = [
  // before time counts
  { step: 1, time: 812_000, kind: 'start', node: 'n1', text: 'n1: life 1' },
  { step: 2, time: 30_000, kind: 'crash', node: 'n1', text: 'n1 ended by itself' },
]

const real = (history: readonly HistoryEvent[], changes: Partial<RealRunResult> = {}): RealRunResult => ({
  ...{ history, faults: [], steps, unexpectedEnds: [], notReady: [] },
  ...changes,
})

const judged = (history: readonly HistoryEvent[], changes: Partial<RealRunResult> = {}) =>
  judgeServerRun(plan, calm, real(history, changes))

describe('a real run', () => {
  test('holds when its history does; its trace is in the order of time', () => {
    const result = judged([...write, ...read(1)])
    expect(result).toMatchObject({ status: 'valid', counts: { operations: 2, ok: 2, unknown: 0, steps: 6 } })
    expect(result.trace?.steps.map(({ step, time, kind }) => [step, time, kind])).toEqual([
      [1, 0, 'start'],
      [2, 10_000, 'invoke'],
      [3, 20_000, 'return'],
      [4, 30_000, 'crash'],
      [5, 40_000, 'invoke'],
      [6, 50_000, 'return'],
    ])
    expect(result.trace?.steps[3]).toMatchObject({ node: 'n1', state: { status: 'down' } })
  })

  test('that loses a write is invalid, at the step of the read', () => {
    const { status, violation, trace } = judged([...write, ...read(null)])
    expect(status).toBe('invalid')
    expect(violation).toMatchObject({ property: 'linearizability', shape: 'kv/read', step: 6, time: 50_000 })
    expect(trace?.steps.at(-1)).toMatchObject({ step: 7, kind: 'violation', cause: 6 })
  })

  test('goes on past what is known, from the history to how its servers ended', () => {
    const ends = [{ node: 'n1', at: 30_000, text: 'exit code 1' }]
    const past = (known: readonly string[]) =>
      judgeServerRun(
        { ...plan, judging: { known } },
        calm,
        real([...write, ...read(null)], { unexpectedEnds: ends }),
      )
    const behind = past(['linearizability/kv/read'])
    expect(behind).toMatchObject({ status: 'invalid', known: ['linearizability/kv/read'] })
    expect(behind.violation).toMatchObject({ property: 'no-exit', shape: 'server' })
    const both = past(['linearizability/kv/read', 'no-exit/server'])
    expect(both).toMatchObject({ status: 'valid', known: ['linearizability/kv/read', 'no-exit/server'] })
    expect(both.violation).toBeUndefined()
  })

  test('is of no use when nothing succeeded, and says what clients were told', () => {
    const failed = [
      event(10, 0, 'invoke', 'write', 1),
      { ...event(20, 0, 'fail', 'write', 1), error: 'unreachable: no library' },
    ]
    expect(judged(failed, { stalled: 'x' })).toMatchObject({
      status: 'unknown',
      because:
        'no operation succeeded: the run proves nothing; what a client was told last: unreachable: no library',
    })
  })

  test('a server that ends by itself is a finding, with what it said', () => {
    const text = 'exited with code 4; it said last:\nout of luck'
    const { violation } = judged([...write, ...read(1)], {
      unexpectedEnds: [{ node: 'n1', at: 30_000, text }],
    })
    expect(violation).toMatchObject({
      property: 'no-exit',
      step: 4,
      headline: 'n1 ended by itself: exited with code 4; it said last: out of luck',
    })
    // what clients saw is worse
    const lost = judged([...write, ...read(null)], { unexpectedEnds: [{ node: 'n1', at: 30_000, text }] })
    expect(lost.violation?.property).toBe('linearizability')
  })

  test('servers that do not recover are a finding', () => {
    const stalled = '60000 ms after the last fault was healed not ready: n2'
    expect(judged([...write, ...read(1)], { stalled, notReady: ['n2'] }).violation).toMatchObject({
      ...{ property: 'liveness', shape: 'not-ready', headline: `${stalled}.` },
    })
    expect(judged([...write, ...read(1)], { stalled }).violation?.shape).toBe('no-progress')
  })
})

describe('its report', () => {
  const result = judged([...write, ...read(null)])
  const failure = {
    record: { ...recordOf(plan, result, 'store', ''), mode: 'process' as const },
    replayCommand: '',
    checkCommand: 'npx whitewater check --model kv runs/x/history.jsonl',
  }

  test('promises no replay, and says how to judge its history again', () => {
    const text = failureBlock(failure)
    expect(text).toMatch(/replay {2}it ran on real servers, in real time: it cannot be made again/)
    expect(text).toContain('check   npx whitewater check --model kv runs/x/history.jsonl')
    expect(text).not.toMatch(/whitewater replay/)
  })

  test('nor does the page', () => {
    const { html } = failurePage(failure)
    expect(html).toContain('Judge its history again')
    expect(html).toContain('npx whitewater check --model kv runs/x/history.jsonl')
    expect(html).toContain('real processes')
    expect(html).not.toContain('<h2>See it again</h2>')
  })
})
