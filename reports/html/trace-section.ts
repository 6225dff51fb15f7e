import { counted, grouped } from '../quantities.ts'
import { glyph } from './lanes/glyphs.ts'
import { el } from './markup.ts'
import type { Child, Element } from './markup.ts'
import { countSteps } from '../shown-steps.ts'
import type { Report } from './schema.ts'
import { stepPanel } from './step-detail.ts'
import { rowOf, stepOf } from './step-rows.ts'
import { traceEvents } from './trace-events.ts'
import type { TraceEvent } from './trace-events.ts'
import { traceGrid } from './trace-grid.ts'

/** The trace, and beside it the state at the cursor: without script, at the step that broke. */
export function traceSection(report: Report): Element {
  const { min } = report
  if (min === null) {
    return el(
      'section',
      { class: 'trace', id: 'trace' },
      el('h2', {}, 'Trace'),
      el('p', { class: 'banner' }, 'No trace was kept of this run. Replaying it with --trace writes one.'),
    )
  }
  const events = traceEvents(min)
  const breachStep = Number(report.verdict.at.slice(1))
  const breach = rowOf(min, breachStep) ?? events.length - 1
  const drawn = countSteps(events, breachStep)
  const left = stepOf(min, drawn - 1) - drawn
  const title = min.prefix === 'm' ? 'Minimized trace' : 'Trace'
  return el(
    'section',
    { class: 'trace', id: 'trace', 'aria-labelledby': 'trace-title' },
    el(
      'div',
      { class: 'title-row' },
      el('h2', { id: 'trace-title' }, title, el('span', {}, summary(report, events))),
      legend(),
    ),
    left > 0 &&
      el(
        'p',
        { class: 'banner' },
        `${counted(left, 'step')} before the breach ${left === 1 ? 'is' : 'are'} not drawn: drawn are those that the verdict names, faults and elections between them, and what led to them. trace.jsonl.gz has all.`,
      ),
    el(
      'div',
      { class: 'panes' },
      el('div', { class: 'rows' }, traceGrid(report, min)),
      el(
        'aside',
        { class: 'panel', id: 'panel', tabindex: 0, 'aria-label': 'state at the cursor' },
        stepPanel(report, min, events, breach),
      ),
    ),
    el('p', { class: 'unseen', id: 'live', 'aria-live': 'polite' }),
  )
}

function summary(report: Report, events: readonly TraceEvent[]): string {
  const breach = Number(report.verdict.at.slice(1))
  const drawn = countSteps(events, breach)
  const steps = counted(drawn, 'step')
  const why = new Set(report.why.members.map((member) => member.e))
  const inWhy = countSteps(
    events.filter((event) => why.has(event.id)),
    breach,
  )
  return inWhy < drawn ? `${steps}, ${grouped(inWhy)} of them in the chain of causes` : steps
}

/** What the marks mean: the shapes of the gutter, drawn by the same functions. */
function legend(): Element {
  const sign = (...marks: readonly Child[]) =>
    el('svg', { width: 18, height: 18, viewBox: '-2 -4 24 24', 'aria-hidden': 'true' }, marks)
  const entries: readonly (readonly [Element, string])[] = [
    [sign(glyph('deliver', 10, 8)), 'handled'],
    [sign(glyph('timer', 10, 8)), 'timer'],
    [sign(glyph('crash', 10, 8)), 'crash'],
    [sign(glyph('restart', 10, 8)), 'restart'],
    [sign(el('path', { class: 'cross', d: 'M6 4l8 8m0 -8l-8 8' })), 'lost'],
    [
      sign(
        el('rect', {
          class: 'role candidate',
          x: 6,
          y: 1,
          width: 8,
          height: 14,
          rx: 2,
          fill: 'url(#hatch-candidate)',
        }),
      ),
      'candidate',
    ],
    [sign(el('rect', { class: 'role leader', x: 6, y: 1, width: 8, height: 14, rx: 2 })), 'leader'],
    [sign(el('path', { class: 'commit', d: 'M7 15V2l8 4l-8 4' })), 'commit'],
    [sign(glyph('violation', 10, 8)), 'breach'],
  ]
  return el(
    'ul',
    { class: 'legend', 'aria-label': 'marks in the trace' },
    entries.map(([mark, name]) => el('li', {}, mark, name)),
  )
}
