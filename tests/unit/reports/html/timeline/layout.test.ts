import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toHtml } from '../../../../../reports/html/markup.ts'
import { timelineFigure } from '../../../../../reports/html/timeline/draw.ts'
import { labelOf, layoutOf } from '../../../../../reports/html/timeline/layout.ts'
import type { Timeline } from '../../../../../reports/html/timeline/timeline.ts'
import { ATTACK } from '../../fixtures/hostile.ts'

/** Processes that call and return in any order, some going on under an unknown outcome; an order that works. */
const timelines: fc.Arbitrary<Timeline> = fc
  .record({
    steps: fc.array(fc.tuple(fc.nat({ max: 6 }), fc.nat({ max: 5 }), fc.nat({ max: 60 })), { maxLength: 60 }),
    text: fc.string({ unit: 'binary', maxLength: 60 }),
  })
  .map(({ steps, text }) => {
    const bars: { -readonly [Field in keyof Timeline[number]]: Timeline[number][Field] }[] = []
    const open = new Map<number, number>()
    let position = 0
    let place = 0
    for (const [process, kind, gap] of steps) {
      position += 1 + (kind === 1 ? gap : 0)
      const index = open.get(process)
      const bar = index === undefined ? undefined : bars[index]
      if (index === undefined || bar === undefined) {
        open.set(process, bars.length)
        const id = bars.length
        bars.push({
          operation: { id, process, invoked: position, returned: Infinity },
          text: `write(${text})`,
          line: position,
          role: (['blocking', 'core', 'other', 'other', 'other', 'other'] as const)[kind] ?? 'other',
          ...(kind === 0 && { flag: 'cannot be explained' }),
        })
        continue
      }
      open.delete(process)
      if (kind === 0) continue
      // it takes effect as it returns: so the places are an order that works
      bars[index] = { ...bar, place: ++place, operation: { ...bar.operation, returned: position } }
    }
    return bars
  })

describe('the layout of a timeline', () => {
  it('keeps bars of a lane apart, and what returned first left of what was called later', () => {
    fc.assert(
      fc.property(timelines, (timeline) => {
        const { lanes, width, height } = layoutOf(timeline)
        const bars = lanes.flatMap((lane) => lane.bars)
        expect(bars.length).toBe(timeline.length)
        for (const lane of lanes) {
          for (const [index, bar] of lane.bars.entries()) {
            expect(bar.x).toBeGreaterThan(lane.bars[index - 1]?.end ?? 0)
            expect(bar.y).toBeGreaterThanOrEqual(lane.top)
            expect(lane.top + lane.height).toBeLessThanOrEqual(height)
          }
        }
        for (const a of bars) {
          expect(a.end - a.x).toBeGreaterThanOrEqual(44)
          expect(a.end).toBeLessThanOrEqual(width)
          for (const b of bars) {
            const before = a.of.operation.returned < b.of.operation.invoked
            expect(before, `${a.end} ${b.x}`).toBe(a.end < b.x)
          }
        }
      }),
    )
  })

  it('numbers the order from left to right, each within its bar', () => {
    fc.assert(
      fc.property(timelines, (timeline) => {
        const bars = layoutOf(timeline).lanes.flatMap((lane) => lane.bars)
        const numbered = bars
          .filter(({ of }) => of.place !== undefined)
          .sort((a, b) => (a.of.place ?? 0) - (b.of.place ?? 0))
        expect(numbered.map(({ effect }) => effect?.number)).toEqual(numbered.map((_, index) => index + 1))
        for (const [index, { effect, x, end }] of numbered.entries()) {
          const at = effect?.x ?? 0
          expect(at).toBeGreaterThan(Math.max(x, numbered[index - 1]?.effect?.x ?? 0))
          expect(at).toBeLessThan(end)
        }
      }),
    )
  })

  it('cuts a text in the middle, and only a long one', () => {
    expect(labelOf('read -> 3')).toBe('read -> 3')
    expect(labelOf('read -> [1,2,3,4,5,6,7,8,9]')).toBe('read -> [1,…5,6,7,8,9]')
    expect([...labelOf('😀'.repeat(9000))].length).toBe(22)
  })

  it('draws any text as text, within bounds, and the same each time', () => {
    const operation = {
      id: 0,
      process: 1,
      f: 'read',
      value: null,
      outcome: { type: 'ok', value: 1 } as const,
      invoked: 0,
      returned: 1,
    }
    const timeline: Timeline = [{ operation, text: ATTACK.repeat(10_000), line: 1, role: 'blocking' }]
    const draw = (): string => toHtml(timelineFigure(timeline, layoutOf(timeline), 'words', []))
    expect(draw()).toBe(draw())
    expect(draw()).not.toMatch(/<(img|script|!)|style=|NaN|undefined/)
    // eslint-disable-next-line no-control-regex -- controls are what must not be there
    expect(draw()).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/)
    expect(draw().length).toBeLessThan(8000)
  })
})
