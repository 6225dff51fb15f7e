import { turningPoint, turningText } from '../turning-point.ts'
import { el } from './markup.ts'
import type { Element } from './markup.ts'
import { reference } from './reference.ts'
import type { Report } from './schema.ts'

/** Of the curve, in units of its own: it is as wide as there is room. */
const WIDTH = 600
const HEIGHT = 48
const PAD = 3

/** From when on the failure was to be expected: the share of random futures that break, step by step. */
export function futuresSection({ futures = [], min }: Report): Element | false {
  const turning = turningPoint(futures)
  const last = futures.at(-1)
  // a curve that only creeps up tells nothing
  if (turning === undefined || last === undefined || min === null) return false
  const x = (step: number): number => round(PAD + ((WIDTH - 2 * PAD) * step) / last.step)
  const y = (share: number): number => round(HEIGHT - PAD - (HEIGHT - 2 * PAD) * share)
  const points = futures.map(({ step, runs, failed }) => `${x(step)},${y(failed / runs)}`)
  return el(
    'section',
    { class: 'futures', 'aria-labelledby': 'futures-title' },
    el(
      'h2',
      { id: 'futures-title' },
      'When it was bound to happen',
      el('span', {}, turningText(turning), ' (', reference(min, `${min.prefix}${turning.step}`), ')'),
    ),
    el(
      'svg',
      {
        viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
        preserveAspectRatio: 'none',
        role: 'img',
        'aria-label': `Of ${last.runs} random futures after each step, so many break the same way: ${futures
          .map(({ step, failed }) => `step ${step}: ${failed}`)
          .join(', ')}`,
      },
      el('line', { class: 'base', x1: PAD, x2: WIDTH - PAD, y1: y(0), y2: y(0) }),
      el('line', { class: 'turn', x1: x(turning.step), x2: x(turning.step), y1: y(1), y2: y(0) }),
      el('polyline', { class: 'curve', points: points.join(' ') }),
      futures.map(({ step, runs, failed }) =>
        el(
          'rect',
          { class: 'point', x: x(step) - 3, y: 0, width: 6, height: HEIGHT },
          el('title', {}, `after step ${step}: ${failed} of ${runs}`),
        ),
      ),
    ),
    el(
      'p',
      { class: 'ends' },
      el('span', {}, 'the beginning'),
      el('span', {}, `step ${last.step}, where it broke`),
    ),
  )
}

const round = (value: number): number => Math.round(value * 10) / 10
