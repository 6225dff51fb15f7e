import { describe, expect, test } from 'vitest'
import { runHistory } from '../../../../../reports/html/history/run-history.ts'
import { reportData } from '../../../../../reports/html/report-data.ts'
import { objectView } from '../../../../../reports/html/history/history-view.ts'
import { toHtml } from '../../../../../reports/html/markup.ts'
import type { ReportHistory } from '../../../../../reports/html/history/history-schema.ts'
import type { Json } from '../../../../../src/base/json.ts'
import type { RunRecord } from '../../../../../src/record/run-record.ts'
import { ATTACK } from '../../fixtures/hostile.ts'
import { realFailure } from '../../fixtures/real-failure.ts'

const { record, minimized } = realFailure('local-leader-reads')

function historyOf(of: RunRecord): ReportHistory {
  const history = of.violation && runHistory(of, of.violation, 'o')
  if (history === undefined) throw new Error('the run has a history and broke')
  return history
}

describe('history of a stale read', () => {
  test('begins with the object of the verdict, its conflict and orders', () => {
    const [object] = historyOf(record).objects
    expect(object?.valid).toBe(false)
    const { failure, orders = [], operations = [] } = object ?? {}
    expect(failure?.because).toContain(record.violation?.headline)
    const ids = new Set(operations.map(({ id }) => id))
    const named = record.violation?.facts.flatMap(({ operation }) => operation ?? []) ?? []
    expect(named.length).toBeGreaterThan(0)
    for (const id of named) expect(ids).toContain(id)
    expect(failure?.core?.toSorted((a, b) => a - b)).toEqual([...new Set(named)].sort((a, b) => a - b))
    expect(orders.length).toBeGreaterThan(0)
    for (const { ops } of orders) for (const id of ops) expect(ids).toContain(id)
    // the blocking operation is what the order cannot hold
    expect(orders[0]?.ops).not.toContain(failure?.blocking)
    expect(orders[0]?.states.length).toBe(Math.min(orders[0]?.ops.length ?? 0, 60))
  })

  test('joins each operation with the steps that called and answered it', () => {
    const steps = new Map(record.trace?.steps.map((step) => [`o${step.step}`, step]))
    for (const { operations } of historyOf(record).objects)
      for (const { id, client, called, answered, end } of operations) {
        const call = steps.get(called ?? '')
        expect([call?.kind, call?.operation, call?.client]).toEqual(['invoke', id, client])
        if (end === null) continue
        expect([steps.get(answered ?? '')?.kind, steps.get(answered ?? '')?.operation]).toEqual([
          'return',
          id,
        ])
      }
  })

  test('has a valid order with its states for each other object', () => {
    const others = historyOf(record).objects.filter(({ valid }) => valid === true)
    for (const { orders, total } of others) {
      expect(orders).toHaveLength(1)
      expect((orders[0]?.earlier ?? 0) + (orders[0]?.ops.length ?? 0)).toBe(total)
    }
  })

  test('is drawn with the blocking bar, and whole on demand', () => {
    const history = historyOf(record)
    const view = (whole: boolean): string =>
      toHtml(objectView(history, { run: 0, object: 0, order: 0, whole }, null))
    const bars = (html: string): number => html.split('data-op=').length - 1
    expect(view(false)).toContain('cannot be explained')
    expect(bars(view(true))).toBe(history.objects[0]?.operations.length)
    expect(bars(view(false))).toBeLessThanOrEqual(bars(view(true)))
  })

  test('says why nothing comes next of the order alone after which that was found', () => {
    const { objects, ...rest } = historyOf(record)
    const history = {
      ...rest,
      objects: objects.map((object) => ({ ...object, orders: [...object.orders, ...object.orders] })),
    }
    const view = (order: number): string =>
      toHtml(objectView(history, { run: 0, object: 0, order, whole: false }, null))
    expect(view(0)).toContain('Why it cannot')
    expect(view(0)).toContain('The longest order that works has')
    expect(view(1)).not.toContain('Why it cannot')
    expect(view(1)).toContain('Another order that works has')
  })

  test('is that of the example where the minimized run is shown', () => {
    const small = historyOf(minimized?.record ?? record)
    expect(small.objects[0]?.failure?.because).toContain(minimized?.record.violation?.headline)
  })

  test('lets no markup of a subject through, in keys, values and results', () => {
    const hostile = (value: unknown): unknown => (typeof value === 'number' ? `${ATTACK}${value}` : value)
    const history = record.history.map((event) => ({
      ...event,
      key: ATTACK,
      value: hostile(event.value) as Json,
    }))
    const of = historyOf({ ...record, history })
    expect(of.objects[0]?.valid).toBe(false)
    for (const whole of [false, true]) {
      const html = toHtml(objectView(of, { run: 0, object: 0, order: 0, whole }, null))
      expect(html.includes('<img')).toBe(false)
      expect(html.includes('onerror=')).toBe(true)
      // eslint-disable-next-line no-control-regex -- controls are what is looked for
      expect(/[\u0000-\u0009\u000b-\u001f\u202e]/.test(html)).toBe(false)
    }
  })
})

test('a history that its model cannot read leaves the rest of the page as it is', () => {
  const failure = realFailure('no-session-deduplication')
  const history = failure.record.history.map((event) =>
    event.type === 'invoke'
      ? { ...event, f: 'transfer', value: 'not a transfer' }
      : { ...event, f: 'transfer' },
  )
  const report = reportData({ record: { ...failure.record, history }, replayCommand: '' })
  expect(report.histories).toBeUndefined()
  expect(report.min?.t.length).toBeGreaterThan(0)
})
