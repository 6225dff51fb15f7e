import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { runEvents } from '../../../../../reports/html/run/run-events.ts'
import {
  axisMarks,
  eventsIn,
  including,
  moved,
  onAxis,
  positionOf,
  viewOfAddress,
  wholeView,
  zoomed,
  zoomText,
} from '../../../../../reports/html/canvas/view.ts'
import type { Axis } from '../../../../../reports/html/canvas/view.ts'

const delays = fc.array(fc.nat({ max: 50_000 }), { minLength: 2, maxLength: 200 })
const axes = fc.constantFrom<Axis>('time', 'step')

const eventsOf = (t: readonly number[]) =>
  runEvents({
    lanes: [],
    first: 1,
    t,
    kinds: ['timer'],
    k: t.map(() => 0),
    n: t.map(() => -1),
    c: t.map(() => 0),
    op: t.map(() => -1),
    texts: [''],
    d: t.map(() => 0),
    changes: [],
    lost: [],
  })

describe('view of the full run', () => {
  test('however it is moved and zoomed it stays inside the run and shows something', () => {
    const moves = fc.array(
      fc.tuple(fc.double({ min: -3, max: 3, noNaN: true }), fc.double({ min: 0.01, max: 20, noNaN: true })),
    )
    fc.assert(
      fc.property(delays, axes, moves, (t, axis, list) => {
        const events = eventsOf(t)
        const whole = wholeView(events, axis)
        let view = whole
        for (const [by, factor] of list) view = zoomed(events, moved(events, view, by), factor, 0.3)
        expect(view.from).toBeGreaterThanOrEqual(whole.from - 0.001)
        expect(view.to).toBeLessThanOrEqual(whole.to + 0.001)
        expect(view.to).toBeGreaterThan(view.from)
      }),
    )
  })

  test('has the events whose positions lie in it', () => {
    fc.assert(
      fc.property(delays, axes, fc.double({ min: 0.02, max: 0.9, noNaN: true }), (t, axis, factor) => {
        const events = eventsOf(t)
        const view = zoomed(events, wholeView(events, axis), factor, 0.4)
        const [first, end] = eventsIn(events, view)
        const inside = t.flatMap((_, event) => {
          const at = positionOf(events, axis, event)
          return at >= view.from && at <= view.to ? [event] : []
        })
        for (const event of inside) expect(event >= first && event < end).toBe(true)
        expect(end - first).toBeLessThanOrEqual(inside.length + t.length)
      }),
    )
  })

  test('comes back from an address, and from the other axis with the same events', () => {
    const events = eventsOf([0, 1000, 500, 20_000, 3, 3, 70_000, 1])
    const view = zoomed(events, wholeView(events, 'time'), 0.4, 0.2)
    const again = viewOfAddress(events, zoomText(view), 'time')
    expect(again?.from).toBeCloseTo(Math.max(0, view.from), 1)
    expect(again?.to).toBeCloseTo(view.to, 1)
    expect(viewOfAddress(events, null, null)).toBeUndefined()
    expect(viewOfAddress(events, 'x-1', 'step')).toEqual(wholeView(events, 'step'))
    const shown = onAxis(events, wholeView(events, 'time'), 'step')
    expect(eventsIn(events, shown)).toEqual([0, 8])
  })

  test('is moved to an event that is out of it, and not for one that is in it', () => {
    const events = eventsOf(Array.from({ length: 100 }, () => 1000))
    const view = { axis: 'step', from: 10, to: 20 } as const
    expect(including(events, view, 15)).toBe(view)
    const there = including(events, view, 60)
    expect(there.from).toBeLessThan(60)
    expect(there.to).toBeGreaterThan(60)
    expect(there.to - there.from).toBeCloseTo(10)
  })

  test('has round marks on its axis, about as many as there is room for', () => {
    for (const width of [7, 130, 99_999, 5_000_000]) {
      const marks = axisMarks({ axis: 'time', from: 3, to: 3 + width }, 10)
      expect(marks.length).toBeLessThanOrEqual(11)
      expect(marks.length).toBeGreaterThan(2)
    }
  })
})
