import fc from 'fast-check'
import { expect, test } from 'vitest'
import { runLoad } from '../../../reports/run-load.ts'
import type { HistoryEvent } from '../../../src/record/history-event.ts'

interface Call {
  readonly from: number
  readonly took: number
  readonly type: 'ok' | 'fail' | 'info'
}

const historyOf = (calls: readonly Call[]): HistoryEvent[] =>
  calls
    .flatMap(({ from, took, type }, process): HistoryEvent[] => [
      { process, type: 'invoke', f: 'read', value: null, time: from * 1e6 },
      { process, type, f: 'read', value: null, time: (from + took) * 1e6 },
    ])
    .sort((a, b) => (a.time ?? 0) - (b.time ?? 0))

const call = fc.record({
  from: fc.integer({ min: 0, max: 5000 }),
  took: fc.integer({ min: 1, max: 900 }),
  type: fc.constantFrom('ok' as const, 'fail' as const, 'info' as const),
})

test('counts and quantiles are those of the operations that ended in each span', () => {
  fc.assert(
    fc.property(fc.array(call, { minLength: 10, maxLength: 60 }), (calls) => {
      const load = runLoad(historyOf(calls), [])
      expect(load).toBeDefined()
      const { every = 1, buckets = [] } = load ?? {}
      expect(buckets.length).toBeLessThanOrEqual(41)
      for (const { from, ok, fail, info, p50, p99 } of buckets) {
        const here = calls.filter((one) => one.from + one.took >= from && one.from + one.took < from + every)
        expect({ ok, fail, info }).toEqual({
          ok: here.filter(({ type }) => type === 'ok').length,
          fail: here.filter(({ type }) => type === 'fail').length,
          info: here.filter(({ type }) => type === 'info').length,
        })
        const took = here.filter(({ type }) => type === 'ok').map((one) => one.took)
        if (took.length === 0) expect(p50).toBeUndefined()
        else {
          expect(p99).toBe(Math.max(...took))
          expect(took.filter((one) => one <= (p50 ?? 0)).length).toBeGreaterThanOrEqual(took.length / 2)
          expect(took.filter((one) => one < (p50 ?? 0)).length).toBeLessThan(took.length / 2)
        }
      }
      expect(buckets.reduce((sum, { ok, fail, info }) => sum + ok + fail + info, 0)).toBe(calls.length)
    }),
  )
})

test('faults are on from their beginning to their end, or to the end of the run', () => {
  const calls = Array.from({ length: 12 }, (_, at): Call => ({ from: at * 100, took: 50, type: 'ok' }))
  const fault = (from: number, to: number | null, nodes: string[]) => ({
    id: 'f1',
    kind: 'partition',
    text: '',
    activations: [{ from, to, nodes }],
    effects: {},
  })
  const faults = [fault(100_000, 300_000, ['n1']), fault(900_000, null, ['n1']), fault(1, 2, [])]
  expect(runLoad(historyOf(calls), faults)?.faults).toEqual([
    { kind: 'partition', from: 100, to: 300 },
    { kind: 'partition', from: 900, to: 1150 },
  ])
})

test('too few operations, or none with times, are not drawn', () => {
  expect(runLoad(historyOf([{ from: 1, took: 2, type: 'ok' }]), [])).toBeUndefined()
  const calls = Array.from({ length: 12 }, (_, at): Call => ({ from: at, took: 5, type: 'ok' }))
  const timeless = historyOf(calls).map(({ time: _, ...event }) => event)
  expect(runLoad(timeless, [])).toBeUndefined()
})
