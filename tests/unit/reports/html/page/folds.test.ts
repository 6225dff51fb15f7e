import { expect, test } from 'vitest'
import { foldsOf, foldWords, keptRows } from '../../../../../reports/html/page/folds.ts'
import { geometryOf } from '../../../../../reports/html/lanes/geometry.ts'
import type { ColumnTrace, Report } from '../../../../../reports/html/schema.ts'
import type { TraceEvent } from '../../../../../reports/html/trace-events.ts'

const event = (row: number, kind: TraceEvent['kind'], text = '', effect = ''): TraceEvent => ({
  ...{ row, id: `m${row + 1}`, step: row + 1, time: row, kind, lane: 0, client: undefined, op: undefined },
  ...{
    cause: undefined,
    message: undefined,
    fault: undefined,
    incarnation: 0,
    text,
    effect,
    lateSync: undefined,
  },
})
const report = { nodes: [{ id: 'n1', name: 'n1', kind: 'node' }] } as unknown as Report
const whole = { gaps: undefined } as unknown as ColumnTrace

test('folds every run of two rows and more that is not kept', () => {
  expect(foldsOf(10, new Set([0, 4, 6, 9]))).toEqual([
    { first: 1, last: 3 },
    { first: 7, last: 8 },
  ])
  expect(foldsOf(3, new Set())).toEqual([{ first: 0, last: 2 }])
  expect(foldsOf(2, new Set([0, 1]))).toEqual([])
})

test('keeps the chain, the facts, what sent a missing message, and the breach', () => {
  const events = ['start', 'deliver', 'deliver', 'deliver', 'deliver', 'violation'].map((kind, row) =>
    event(row, kind as TraceEvent['kind']),
  )
  const why = {
    ...{ facts: ['m2'], members: [], truncated: false, chain: [{ e: 'm1', role: 'cause', from: [] }] },
    missing: [{ m: 0, e: 'm4', text: '', brings: '' }],
  }
  const kept = keptRows({ why, verdict: { at: 'm5' } } as unknown as Report, events)
  expect([...kept]).toEqual([0, 1, 3, 4, 5])
})

test('counts elections that nobody won together, and names the others', () => {
  const events = [
    event(0, 'timer', '', 'stands in term 7'),
    event(1, 'timer', '', 'stands in term 8'),
    event(2, 'deliver', 'n1 gets from n2: heartbeat term 8'),
    event(3, 'deliver', 'n1 gets from n2: vote granted'),
    event(4, 'timer', '', 'stands in term 9'),
    event(5, 'deliver', '', 'leads term 9'),
    event(6, 'crash'),
  ]
  expect(foldWords(report, whole, events, { first: 0, last: 4 })).toEqual({
    steps: '5 steps',
    words: 'n1 stands in term 9, 2 elections without a leader, terms 7-8, 1 message, 1 heartbeat',
  })
  expect(foldWords(report, whole, events, { first: 5, last: 6 }).words).toBe(
    'n1 leads term 9, 1 message, 1 crash',
  )
  const gaps = [{ event: 1, steps: 30, time: 0, elected: [], patches: [] }]
  expect(foldWords(report, { ...whole, gaps }, events, { first: 0, last: 1 }).steps).toBe('32 steps')
})

test('rows in a fold all lie in the middle of its line, and the ones below it move up', () => {
  const geometry = geometryOf(
    report.nodes,
    [28, 0, 0, 28, 0, 0, 28],
    new Map([
      [1, 24],
      [4, 24],
    ]),
  )
  expect([0, 1, 2, 3, 4, 5, 6].map((row) => geometry.y(row))).toEqual([14, 40, 40, 66, 92, 92, 118])
  expect(geometry.height).toBe(28 * 3 + 24 * 2)
  expect(geometry.isFolded(2)).toBe(true)
  expect(geometry.isFolded(3)).toBe(false)
})
