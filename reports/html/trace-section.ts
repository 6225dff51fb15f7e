import { counted, grouped } from '../quantities.ts'
import { legend } from './legend.ts'
import { el } from './markup.ts'
import type { Element } from './markup.ts'
import { countSteps } from '../shown-steps.ts'
import type { ColumnTrace, Report } from './schema.ts'
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
      el('h2', { id: 'trace-title' }, title, el('span', {}, summary(report, min, events))),
      el('div', { class: 'script-only', id: 'trace-tools' }),
      legend(min, report.why.facts),
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

function summary(report: Report, min: ColumnTrace, events: readonly TraceEvent[]): string {
  const breach = Number(report.verdict.at.slice(1))
  const drawn = countSteps(events, breach)
  const all = min.prefix === 'm' ? (report.minStats?.after.steps ?? drawn) : drawn
  // what clients learned later is counted, and not drawn
  const isCut = all > drawn && stepOf(min, drawn - 1) === drawn
  const steps = isCut
    ? `${grouped(drawn)} of ${counted(all, 'step')}, up to the breach`
    : counted(drawn, 'step')
  const { chain } = report.why
  return chain.length > 0 && chain.length < drawn
    ? `${steps}, ${grouped(chain.length)} of them in the chain of causes`
    : steps
}
