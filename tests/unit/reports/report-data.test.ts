import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { reportData } from '../../../reports/index.ts'
import { columnTrace } from '../../../reports/html/column-trace.ts'
import { fullPayload } from '../../../reports/html/full-payload.ts'
import { lanesOf } from '../../../reports/html/report-data.ts'
import { unpackedRun } from '../../../reports/html/run/packed-run.ts'
import { RunningState } from '../../../reports/html/running-state.ts'
import {
  causeOf,
  effectsOf,
  scalarsByRow,
  stateAfter,
  stateBefore,
  traceEvents,
} from '../../../reports/html/trace-events.ts'
import { rowOf, stepOf } from '../../../reports/html/step-rows.ts'
import { patched, statesAfter } from '../../../reports/node-state.ts'
import type { NodeState } from '../../../reports/node-state.ts'
import type { Trace, TraceStep } from '../../../src/record/trace.ts'
import type { Violation } from '../../../src/record/verdict.ts'
import { doubleVote } from './fixtures/double-vote.ts'
import { doubleVoteTrace } from './fixtures/double-vote-trace.ts'
import { longFailure, longTrace } from './fixtures/long-run.ts'
import { staleRead, staleReadTrace } from './fixtures/stale-read.ts'

const lanes = lanesOf(staleRead.record, staleReadTrace.steps)

/** The state after every step by plain folding. */
function folded(trace: Trace): Map<string, NodeState>[] {
  const current = new Map<string, NodeState>()
  return trace.steps.map(({ node, state }) => {
    if (node !== undefined && state !== undefined) current.set(node, patched(current.get(node) ?? {}, state))
    return new Map(current)
  })
}

describe('column trace', () => {
  test('gives back every step', () => {
    const trace = columnTrace(staleReadTrace, { prefix: 'm', lanes })
    const events = traceEvents(trace)
    expect(lanes.map((lane) => lane.id)).toEqual(['client 0', 'client 1', 'n1', 'n2', 'n3'])
    expect(events.map(({ step, time, kind, text, id }) => ({ step, time, kind, text, id }))).toEqual(
      staleReadTrace.steps.map(({ step, time, kind, text }) => ({ step, time, kind, text, id: `m${step}` })),
    )
    expect(events[13]).toMatchObject({ lane: 2, client: 1, op: 1, cause: 12 })
    expect(events[3]).toMatchObject({ lane: undefined, fault: 'f1' })
    expect(trace.kinds).toHaveLength(new Set(staleReadTrace.steps.map((step) => step.kind)).size)
  })

  test('seeks to the state that folding the patches gives, across key frames and in a window', () => {
    const long = longTrace(1300)
    const states = folded(long)
    const three = lanesOf(doubleVote.record, long.steps)
    for (const newest of [undefined, 700]) {
      const trace = columnTrace(long, {
        prefix: 'o',
        lanes: three,
        ...(newest === undefined ? {} : { steps: long.steps.slice(-newest) }),
      })
      expect(trace.key.frames).toHaveLength(newest === undefined ? 3 : 2)
      for (const step of [601, 602, 1111, 1112, 1113, 1299, 1300]) {
        const row = rowOf(trace, step) ?? -1
        expect(stateAfter(trace, row)).toEqual(three.map((lane) => states[step - 1]?.get(lane.id) ?? null))
      }
      expect(rowOf(trace, 1)).toBe(newest === undefined ? 0 : undefined)
    }
  })

  test('roles and terms by row are those of the states', () => {
    const long = longTrace(700)
    const three = lanesOf(doubleVote.record, long.steps)
    const trace = columnTrace(long, { prefix: 'o', lanes: three, steps: long.steps.slice(-350) })
    const states = statesAfter(long)
    scalarsByRow(trace).forEach((lane, row) => {
      expect(lane).toEqual(three.map(({ id }) => states[row + 350]?.get(id) ?? null))
    })
  })

  test('a shorter log after a cut and a longer one after an append', () => {
    const entry = (index: number, term: number) => ({ index, term, command: `c${index}` })
    const patches = [
      { from: 4, entries: [entry(4, 1), entry(5, 1), entry(6, 1)] },
      { from: 5, entries: [entry(5, 2)] },
      { from: 6, entries: [entry(6, 2)] },
      { from: 2, entries: [] },
    ]
    const running = new RunningState()
    let state: NodeState = {}
    const lengths = patches.map((log) => {
      state = patched(state, { log })
      running.apply({ log })
      expect(running.snapshot()).toEqual(state)
      return state.log?.map(({ index, term }) => `${index}:${term}`).join(' ')
    })
    expect(lengths).toEqual(['4:1 5:1 6:1', '4:1 5:2', '4:1 5:2 6:2', ''])
  })

  test('knows causes and effects', () => {
    const trace = columnTrace(doubleVoteTrace, {
      prefix: 'm',
      lanes: lanesOf(doubleVote.record, doubleVoteTrace.steps),
    })
    const events = traceEvents(trace)
    expect(causeOf(trace, events, 8)).toBe(4)
    expect(effectsOf(trace, events, 4)).toEqual([8])
    // a crash names no cause: what came before it on its server
    expect(causeOf(trace, events, 6)).toBe(5)
    expect(causeOf(trace, events, 0)).toBeUndefined()
  })
})

describe('report data', () => {
  test('names the breach, the facts and the chain of causes', () => {
    const report = reportData(doubleVote)
    expect(report).toMatchObject({
      ww: 1,
      status: 'fail',
      signature: 'election-safety/two-leaders',
      verdict: { invariant: 'election-safety', at: 'm12' },
      replay: {
        cmd: 'npx whitewater replay w1s:c0ffee',
        verified: { runs: 20, same: 20 },
        traceHash: 'c0ffee0123456789',
      },
      minStats: { replays: 61, ms: 3210, oneMinimal: true },
      full: null,
    })
    expect(report.why.facts).toEqual(['m6', 'm7', 'm9', 'm10', 'm11', 'm12'])
    const roles = Object.fromEntries(report.why.members.map((member) => [member.e, member.role]))
    expect(roles).toMatchObject({ m4: 'cause', m5: 'cause', m7: 'fact', m8: 'needed-fault' })
    expect(report.why.members.find((member) => member.e === 'm9')?.from).toContain('m5')
    expect(report.why.members.find((member) => member.e === 'm9')?.from).toContain('m8')
    expect(report.faults.map((fault) => fault.necessity?.without ?? null)).toEqual([null, 'same', null])
    expect(report.necessity.filter((entry) => entry.fault)).toHaveLength(4)
  })

  test('calls no step needed that nothing proved to be', () => {
    const { minimized } = doubleVote
    const rolesOf = (part: object) =>
      reportData({ ...doubleVote, minimized: { ...minimized!, ...part } }).why.members.flatMap(
        ({ e, role }) => (role === 'needed-fault' ? [e] : []),
      )
    expect(rolesOf({})).toContain('m8')
    // the search was cut short: only what was taken away by itself is known
    expect(rolesOf({ oneMinimal: false, necessity: [] })).toEqual([])
  })

  test('pairs the operations of the clients with their steps', () => {
    expect(reportData(staleRead).ops).toEqual([
      {
        id: 0,
        client: 0,
        key: 'x',
        f: 'write',
        in: '2',
        out: '2',
        status: 'ok',
        inv: 'm8',
        ret: 'm12',
        min: true,
      },
      {
        id: 1,
        client: 1,
        key: 'x',
        f: 'read',
        in: 'null',
        out: '1',
        status: 'ok',
        inv: 'm13',
        ret: 'm15',
        min: true,
      },
    ])
    const open = { ...staleRead.record, history: staleRead.record.history.slice(0, 3) }
    const { minimized } = staleRead
    if (minimized === undefined) throw new Error('the fixture is minimized')
    const report = reportData({
      ...staleRead,
      minimized: { ...minimized, record: { ...minimized.record, history: open.history } },
    })
    expect(report.ops[1]).toMatchObject({ status: 'info', out: null })
  })

  test('shows of a long run what the verdict names and the surroundings of it, with the gaps between', () => {
    const report = reportData(longFailure(1000))
    const { min } = report
    if (min === null) throw new Error('there is a trace')
    const steps = traceEvents(min).map((event) => event.step)
    expect(steps).toHaveLength(400)
    expect(steps).toContain(1)
    expect(steps).toContain(999)
    // each election between them, far from both
    expect(steps).toContain(500)
    expect(steps).not.toContain(450)
    expect(min.gaps?.reduce((sum, gap) => sum + gap.steps, 0)).toBe(600)
    steps.forEach((step, row) => {
      expect(stepOf(min, row)).toBe(step)
      expect(rowOf(min, step)).toBe(row)
    })
    expect(rowOf(min, 450)).toBeUndefined()
    expect(report.verdict.at).toBe('o1000')
    expect(report.why).toMatchObject({ facts: ['o1', 'o1000'] })
    expect(report.minStats).toBeNull()
  })

  test('shows nothing that came after the breach', () => {
    const failure = longFailure(1000)
    const early = { ...failure.record.violation, step: 300, time: 300_000 } as Violation
    for (const step of [300, 900]) {
      const violation = { ...early, step }
      const { min, verdict } = reportData({ ...failure, record: { ...failure.record, violation } })
      const steps = min === null ? [] : traceEvents(min).map((event) => event.step)
      expect(steps.at(-1)).toBe(step)
      expect(verdict.at).toBe(`o${step}`)
    }
  })

  test('has the state of each row, whatever steps are left out before it', () => {
    const long = longTrace(120)
    const three = lanesOf(doubleVote.record, long.steps)
    const states = folded(long)
    fc.assert(
      fc.property(fc.subarray(long.steps as TraceStep[], { minLength: 1 }), (steps) => {
        const trace = columnTrace(long, { prefix: 'o', lanes: three, steps, every: 7 })
        steps.forEach(({ step }, row) => {
          const at = (number: number) => three.map((lane) => states[number - 1]?.get(lane.id) ?? null)
          expect(stateAfter(trace, row)).toEqual(at(step))
          expect(stateBefore(trace, row)).toEqual(at(step - 1))
        })
        expect(scalarsByRow(trace).map((lanes) => lanes.map((state) => state?.currentTerm))).toEqual(
          steps.map(({ step }) => three.map((lane) => states[step - 1]?.get(lane.id)?.currentTerm)),
        )
      }),
      { numRuns: 15 },
    )
  })
})

describe('full payload', () => {
  test('unpacks to the whole run, with the hash it names', () => {
    const long = longTrace(900)
    const { about, text } = fullPayload(long, lanesOf(doubleVote.record, long.steps), 450)
    const bytes = gunzipSync(Buffer.from(text, 'base64'))
    const run = unpackedRun(bytes)
    expect(about).toMatchObject({ events: 900, embedded: 900 })
    expect(about.window).toBeUndefined()
    expect(about.sha256).toBe(createHash('sha256').update(bytes).digest('hex'))
    expect(run.d.map((text) => run.texts[text])).toEqual(long.steps.map((step) => step.text))
  })

  test('keeps the last hundred thousand events up to the breach and says so', () => {
    const long = longTrace(100_500)
    const steps = long.steps.map(({ step, time, kind, text }) => ({
      step,
      time,
      kind,
      text: step % 2 === 0 ? 'even' : text.slice(0, 3),
    }))
    const { about, text } = fullPayload({ steps, messages: [] }, [], 100_400)
    expect(about).toMatchObject({
      events: 100_500,
      embedded: 100_000,
      window: { fromSeq: 401, kept: 'before-breach' },
    })
    expect(text.length).toBeLessThan(7_000_000)
  })
})

test('a gap says who was elected in it, in which term, though the term came with the candidacy', () => {
  const start = longTrace(3).steps.slice(0, 2)
  const steps: TraceStep[] = [
    ...start,
    {
      step: 3,
      time: 3,
      kind: 'timer',
      node: 'n1',
      text: 'n1 stands',
      state: { role: 'candidate', currentTerm: 7 },
    },
    { step: 4, time: 4, kind: 'deliver', node: 'n1', text: 'n1 leads', state: { role: 'leader' } },
    { step: 5, time: 5, kind: 'deliver', node: 'n2', text: 'n2 follows', state: { currentTerm: 7 } },
  ]
  const trace = { steps, messages: [] }
  const drawn = columnTrace(trace, {
    prefix: 'o',
    lanes: lanesOf(doubleVote.record, steps),
    steps: steps.filter(({ step }) => step < 3 || step > 4),
  })
  expect(drawn.gaps).toMatchObject([{ event: 2, steps: 2, elected: ['n1 leads term 7'] }])
})
