import { counted } from '../../quantities.ts'
import { el } from '../markup.ts'
import type { Element } from '../markup.ts'
import { BAR_HEIGHT, CIRCLE, conflictOf, SCREEN } from './layout.ts'
import type { Bar, Lane, Layout } from './layout.ts'
import { sentence, timelineWords } from './words.ts'
import type { Timeline } from './timeline.ts'

// Colours and strokes are attributes, so that the picture can be read without the style sheet, which overrides them.

/** The picture: names of the lanes, and beside them the bars in a box of their own that scrolls. */
export function timelineFigure(timeline: Timeline, layout: Layout, id: string, caption: Element[]): Element {
  const { width, names, height } = layout
  return el(
    'figure',
    { class: 'timeline' },
    el(
      'div',
      { class: 'picture' },
      el(
        'svg',
        { class: 'names', width: names, height, viewBox: `0 0 ${names} ${height}`, 'aria-hidden': 'true' },
        nameText(24, 'time'),
        ...layout.lanes.flatMap(laneNames),
      ),
      el(
        'div',
        { class: 'scroll', tabindex: 0, role: 'group', 'aria-label': 'Timeline, scrolls sideways' },
        ...firstInView(layout),
        el(
          'svg',
          {
            width,
            height,
            viewBox: `0 0 ${width} ${height}`,
            // a picture hides what is in it, and bars of a run are links
            role: timeline.some(({ steps }) => steps !== undefined) ? 'group' : 'img',
            'aria-label': 'Timeline of the operations around the conflict',
            'aria-describedby': id,
            'font-size': 12,
          },
          el('desc', { id }, ...timelineWords(timeline)),
          axis(layout),
          ...layout.lanes.flatMap((lane) => laneLines(lane, width)),
          ...layout.skips.map(({ x, end, events }) => skip(x, end, events, height)),
          ...blockingSpan(layout),
          ...layout.lanes.flatMap(({ bars }) => bars.map((bar) => barMark(bar, width))),
        ),
      ),
    ),
    el('figcaption', {}, ...caption),
  )
}

/** On a phone: of the conflict what fits beside the blocking bar. */
const NARROW = 230
/** What is kept clear beside it. */
const CLEAR = 10

/**
 * Lines without height over the picture, of each of which the middle part is what a box that is too narrow shows first: the
 * blocking operation, with all that it contradicts on a screen, on a phone with what is near it of that. A page without
 * script can say so only of a box of the style sheet.
 */
function firstInView(layout: Layout): Element[] {
  const bars = layout.lanes.flatMap((lane) => lane.bars)
  const blocking = bars.find(({ of }) => of.role === 'blocking')
  if (blocking === undefined) return []
  const end = Math.min(blocking.end, blocking.x + NARROW)
  const near = bars.filter(({ of, x }) => of.role === 'core' && x <= blocking.x && end - x <= NARROW)
  const closest = { x: Math.min(blocking.x, ...near.map(({ x }) => x)), end }
  const whole = conflictOf(layout)
  return [
    opensAt('on-phone', closest, layout.width),
    opensAt('on-screen', whole.end - whole.x <= SCREEN ? whole : closest, layout.width),
  ]
}

function opensAt(
  kind: string,
  { x, end }: { readonly x: number; readonly end: number },
  width: number,
): Element {
  const part = (name: string | undefined, from: number, to: number): Element =>
    el('svg', { class: name, width: to - from, height: 1, 'aria-hidden': 'true' })
  return el(
    'div',
    { class: `opens-at ${kind}` },
    part(undefined, 0, x - CLEAR),
    part('first', x - CLEAR, end + CLEAR),
    part(undefined, end + CLEAR, Math.max(end + CLEAR, width)),
  )
}

function laneNames(lane: Lane): Element[] {
  const name = nameText(middle(lane) + 4, lane.name)
  return lane.startsOthers ? [nameText(lane.top - 5, 'Others'), name] : [name]
}

function nameText(y: number, text: string): Element {
  return el('text', { class: 'lane-name', x: 0, y, 'font-size': 12, fill: 'currentColor' }, text)
}

const middle = ({ top, height }: Pick<Lane, 'top' | 'height'>): number => top + height - 37 + BAR_HEIGHT / 2

function axis({ width }: Layout): Element {
  return el(
    'g',
    { class: 'axis' },
    el('path', { d: `M10 20H${width - 12}`, stroke: 'currentColor', fill: 'none' }),
    el('path', { class: 'head', d: `M${width - 14} 16l8 4l-8 4z`, fill: 'currentColor' }),
  )
}

function laneLines(lane: Lane, width: number): Element[] {
  const line = (kind: string, y: number): Element =>
    el('path', { class: kind, d: `M0 ${y}H${width}`, stroke: 'currentColor', 'stroke-opacity': 0.2 })
  const own = line('lane', middle(lane))
  return lane.startsOthers ? [line('divider', lane.top - 20), own] : [own]
}

/** Two slanted strokes over all lanes, as on a broken axis, with the number of events between. */
function skip(x: number, end: number, events: number, height: number): Element {
  const at = (x + end) / 2
  return el(
    'g',
    { class: 'skip' },
    el(
      'title',
      {},
      `${counted(events, 'event')} of the history ${events === 1 ? 'is' : 'are'} not drawn here`,
    ),
    el('path', {
      d: `M${at - 3} 24V${height}M${at + 3} 24V${height}`,
      stroke: 'currentColor',
      fill: 'none',
      'stroke-dasharray': '1 5',
    }),
    el('path', {
      d: `M${at - 6} 25l6 -10M${at} 25l6 -10`,
      stroke: 'currentColor',
      fill: 'none',
    }),
    el(
      'text',
      { x: at, y: 11, 'text-anchor': 'middle', 'font-size': 11, fill: 'currentColor' },
      counted(events, 'event'),
    ),
  )
}

/** From the call to the return of the blocking operation, over all lanes: what it is concurrent with. */
function blockingSpan({ lanes, height }: Layout): Element[] {
  const blocking = lanes.flatMap(({ bars }) => bars).find(({ of }) => of.role === 'blocking')
  if (blocking === undefined) return []
  const { x, end } = blocking
  return [
    el('rect', { class: 'span', x, y: 22, width: end - x, height: height - 22, fill: 'none' }),
    el('path', {
      class: 'span-edge',
      d: `M${x} 22V${height}M${end} 22V${height}`,
      stroke: 'currentColor',
      fill: 'none',
      'stroke-dasharray': '3 4',
    }),
  ]
}

function barMark(bar: Bar, width: number): Element {
  const { of, label, x, end, y, isOpen, effect } = bar
  const { role, flag } = of
  const right = isOpen ? width : end
  const border = role === 'blocking' ? 3.5 : role === 'core' ? 2.5 : 1
  const { steps, operation } = of
  // of a run: the bar leads to the step that called it, and with script to the one that answered it
  const [tag, link] =
    steps === undefined || steps.called === null
      ? ['g', {}]
      : ['a', { href: `#${steps.called}`, 'data-answered': steps.answered ?? undefined }]
  return el(
    tag,
    { class: `bar ${role}${isOpen ? ' open' : ''}`, 'data-op': steps && operation.id, ...link },
    el('title', {}, sentence(of)),
    flag !== undefined &&
      el('text', { class: 'flag', x, y: y - 6, 'font-weight': 700, fill: 'currentColor' }, flag),
    el('path', {
      class: 'body',
      d: isOpen
        ? `M${width} ${y}H${x}V${y + BAR_HEIGHT}H${width}`
        : `M${x} ${y}H${end}V${y + BAR_HEIGHT}H${x}Z`,
      fill: 'none',
      stroke: 'currentColor',
      'stroke-width': border,
      'stroke-dasharray': isOpen ? '6 4' : undefined,
    }),
    // a thick edge at the call, besides the colour
    role !== 'other' &&
      el('path', {
        class: 'edge',
        d: `M${x + 2.5} ${y}V${y + BAR_HEIGHT}`,
        stroke: 'currentColor',
        'stroke-width': 5,
      }),
    // an inner svg clips: no character of a history is so wide that it leaves its bar
    el(
      'svg',
      { x: x + 2, y, width: Math.max(0, right - x - 4), height: BAR_HEIGHT },
      el(
        'text',
        {
          class: 'call',
          x: 7,
          y: 15,
          'font-family': 'monospace',
          'font-weight': role === 'other' ? 400 : 700,
          fill: 'currentColor',
        },
        label,
      ),
    ),
    effect !== undefined && numberMark(effect.x, y + BAR_HEIGHT, effect.number),
    role === 'blocking' && crossMark((x + end) / 2, y + BAR_HEIGHT),
  )
}

function numberMark(x: number, y: number, number: number): Element {
  return el(
    'g',
    { class: 'effect' },
    el('circle', { cx: x, cy: y, r: CIRCLE, fill: 'none', stroke: 'currentColor' }),
    el(
      'text',
      { x, y: y + 3.5, 'text-anchor': 'middle', 'font-size': 10, fill: 'currentColor' },
      String(number),
    ),
  )
}

function crossMark(x: number, y: number): Element {
  return el(
    'g',
    { class: 'cross' },
    el('circle', { cx: x, cy: y, r: CIRCLE, fill: 'none', stroke: 'currentColor' }),
    el('path', {
      d: `M${x - 3} ${y - 3}l6 6m0 -6l-6 6`,
      stroke: 'currentColor',
      'stroke-width': 2,
      fill: 'none',
    }),
  )
}

/** A sample of a mark, for the legend. */
export function sample(kind: 'blocking' | 'core' | 'other' | 'open' | 'effect'): Element {
  const size = { width: kind === 'effect' ? 18 : 30, height: 18, 'aria-hidden': 'true', 'font-size': 12 }
  if (kind === 'effect') return el('svg', size, numberMark(9, 9, 1))
  const role = kind === 'open' ? 'other' : kind
  const border = role === 'blocking' ? 3.5 : role === 'core' ? 2.5 : 1
  return el(
    'svg',
    size,
    el(
      'g',
      { class: `bar ${role}${kind === 'open' ? ' open' : ''}` },
      el('path', {
        class: 'body',
        d: kind === 'open' ? 'M30 3H2V15H30' : 'M2 3H28V15H2Z',
        fill: 'none',
        stroke: 'currentColor',
        'stroke-width': border,
        'stroke-dasharray': kind === 'open' ? '6 4' : undefined,
      }),
      role !== 'other' &&
        el('path', { class: 'edge', d: 'M4.5 3V15', stroke: 'currentColor', 'stroke-width': 5 }),
    ),
  )
}
