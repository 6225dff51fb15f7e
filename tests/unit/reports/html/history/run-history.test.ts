import { describe, expect, test } from 'vitest'
import { runHistory } from '../../../../../reports/html/history/run-history.ts'
import { objectView } from '../../../../../reports/html/history/history-view.ts'
import { toHtml } from '../../../../../reports/html/markup.ts'
import type { ReportHistory } from '../../../../../reports/html/schema.ts'
import type { RunRecord } from '../../../../../src/record/run-record.ts'
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

  test('is that of the example where the minimized run is shown', () => {
    const small = historyOf(minimized?.record ?? record)
    expect(small.objects[0]?.failure?.because).toContain(minimized?.record.violation?.headline)
  })
})
