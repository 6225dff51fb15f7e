import { grouped } from '../../quantities.ts'
import { el, type Element } from '../markup.ts'

/** One line of a chart; `steps`: the value holds until the next point. */
export interface Series {
  readonly name: string
  readonly points: readonly (readonly [x: number, y: number])[]
  readonly steps?: boolean
}

/** A span of x that lies behind the lines, with its name. */
export interface Band {
  readonly from: number
  readonly to: number
  readonly name: string
}

export interface Chart {
  /** What it shows, for who does not see it. */
  readonly label: string
  readonly x: Axis
  readonly y: Axis
  readonly series: readonly Series[]
  readonly bands?: readonly Band[]
}

export interface Axis {
  readonly name: string
  /** Its end; the beginning is 0, or 1 where it is logarithmic. */
  readonly max: number
  readonly log?: boolean
}

const WIDTH = 620
const HEIGHT = 190
const LEFT = 52
const RIGHT = 12
const TOP = 18
const BOTTOM = 34
/** Told apart by colour and by dashes. */
const STYLES = 6

/** Lines over two axes; every text of it is an element of its own, so that it is read, found and printed. */
export function chart({ label, x, y, series, bands = [] }: Chart): Element {
  const atX = scale(x, LEFT, WIDTH - RIGHT)
  const atY = scale(y, HEIGHT - BOTTOM, TOP)
  return el(
    'figure',
    {},
    el(
      'div',
      { class: 'scroll', role: 'region', 'aria-label': label, tabindex: 0 },
      el(
        'svg',
        { class: 'chart', width: WIDTH, height: HEIGHT, role: 'img', 'aria-label': label },
        bands.map(({ from, to, name }) =>
          el(
            'rect',
            {
              class: 'band',
              x: atX(from),
              y: TOP,
              width: Math.max(1, round(atX(to) - atX(from))),
              height: HEIGHT - BOTTOM - TOP,
            },
            el('title', {}, name),
          ),
        ),
        ticks(y).map((value) => [
          el('line', { class: 'grid', x1: LEFT, x2: WIDTH - RIGHT, y1: atY(value), y2: atY(value) }),
          el(
            'text',
            { class: 'tick', x: LEFT - 6, y: atY(value) + 4, 'text-anchor': 'end' },
            tickText(value),
          ),
        ]),
        ticks(x).map((value) =>
          el(
            'text',
            { class: 'tick', x: atX(value), y: HEIGHT - BOTTOM + 15, 'text-anchor': 'middle' },
            tickText(value),
          ),
        ),
        el('text', { class: 'tick', x: WIDTH - RIGHT, y: HEIGHT - 4, 'text-anchor': 'end' }, x.name),
        el('text', { class: 'tick', x: 2, y: 11 }, y.name),
        series.map((one, at) =>
          el('path', { class: `line s${at % STYLES}`, d: pathOf(one, atX, atY) }, el('title', {}, one.name)),
        ),
      ),
    ),
    series.length > 1 &&
      el(
        'ul',
        { class: 'legend' },
        ...series.map(({ name }, at) =>
          el(
            'li',
            {},
            el(
              'svg',
              { width: 26, height: 8, 'aria-hidden': 'true' },
              el('path', { class: `line s${at % STYLES}`, d: 'M0 4H26' }),
            ),
            name,
          ),
        ),
      ),
  )
}

function scale({ max, log = false }: Axis, from: number, to: number): (value: number) => number {
  const end = log ? Math.log10(Math.max(10, max)) : Math.max(max, 1e-9)
  return (value) => {
    const at = log ? Math.log10(Math.max(1, value)) : value
    return round(from + ((to - from) * Math.min(at, end)) / end)
  }
}

const round = (value: number): number => Math.round(value * 10) / 10

/** Round numbers along an axis: powers of ten, or four to eight equal steps. */
function ticks({ max, log = false }: Axis): number[] {
  if (log) {
    const powers = Math.ceil(Math.log10(Math.max(10, max)) - 1e-9)
    return Array.from({ length: powers + 1 }, (_, power) => 10 ** power).filter(
      (value) => value <= Math.max(10, max),
    )
  }
  if (max <= 0) return [0]
  const rough = max / 5
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = ([1, 2, 5, 10].find((times) => times * power >= rough) ?? 10) * power
  return Array.from({ length: Math.floor(max / step + 1e-9) + 1 }, (_, at) => at * step)
}

const tickText = (value: number): string => grouped(Number(value.toPrecision(6)))

function pathOf(
  { points, steps = false }: Series,
  atX: (x: number) => number,
  atY: (y: number) => number,
): string {
  return points
    .map(([x, y], at) => {
      if (at === 0) return `M${atX(x)} ${atY(y)}`
      return steps ? `H${atX(x)}V${atY(y)}` : `L${atX(x)} ${atY(y)}`
    })
    .join('')
}
