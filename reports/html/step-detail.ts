import { grouped } from '../quantities.ts'
import { knownEntries, withEntryLinks } from './entry-links.ts'
import { el } from './markup.ts'
import type { Child, Element } from './markup.ts'
import { countSteps, isRemark } from '../shown-steps.ts'
import { laneName, lateSyncText, lateText, lostMessages } from './row-notes.ts'
import type { ColumnTrace, Report } from './schema.ts'
import { stepOf } from './step-rows.ts'
import { stateTable } from './state-panel.ts'
import { causeOf, effectsOf, messageById } from './trace-events.ts'
import type { TraceEvent } from './trace-events.ts'

/** Everything about one step: its whole text, its message, what led to it and what it led to, and the state. */
export function stepPanel(
  report: Report,
  trace: ColumnTrace,
  events: readonly TraceEvent[],
  row: number,
  followed?: string,
): Element {
  const event = events[row]
  if (event === undefined) return el('div', { class: 'step' })
  const breach = Number(report.verdict.at.slice(1))
  const last = countSteps(events, breach) - 1
  const cause = events[causeOf(trace, events, row) ?? -1]
  const effects = effectsOf(trace, events, row)
    .flatMap((effect) => events[effect] ?? [])
    .filter((effect) => !isRemark(effect, breach))
  const message = messageById(trace, event.message)
  const late = message === undefined ? '' : lateText(message, event.step)
  const sent = trace.messages.filter((one) => one.sent === event.step)
  return el(
    'div',
    { class: 'step' },
    el(
      'h3',
      {},
      `After step ${grouped(stepOf(trace, Math.min(row, last)))}`,
      el('span', { class: 'of' }, ` of ${grouped(stepOf(trace, last))}`),
    ),
    el(
      'p',
      { class: 'step-text' },
      withEntryLinks(event.text, knownEntries(trace)),
      event.effect !== '' && el('b', {}, ` → ${event.effect}`),
    ),
    event.lateSync !== undefined && el('p', { class: 'step-note' }, lateSyncText(event.lateSync)),
    (lostMessages(report).get(event.step) ?? []).map((note) => el('p', { class: 'step-note' }, note)),
    el(
      'dl',
      { class: 'links' },
      message !== undefined &&
        pair(
          'message',
          `${laneName(report, message.from)} → ${laneName(report, message.to)} ${message.text}`,
        ),
      late !== '' && pair('late', late),
      cause !== undefined && pair('because of', stepLink(cause)),
      effects.length > 0 &&
        pair(
          'led to',
          effects.map((effect) => stepLink(effect)),
        ),
      sent.length > 0 && pair('sent', `${sent.length === 1 ? '1 message' : `${sent.length} messages`}`),
      event.fault !== undefined && pair('fault', event.fault),
    ),
    stateTable(report, trace, row, followed),
  )
}

function pair(term: string, ...description: readonly Child[]): Element[] {
  return [el('dt', {}, term), el('dd', {}, description)]
}

/** A link to a step that works with and without script: the row carries the same id. */
export function stepLink(
  { id, step }: { readonly id: string; readonly step: number },
  short?: string,
): Element {
  const text = `step ${grouped(step)}`
  const name = short === undefined ? undefined : text
  return el('a', { class: 'step-link', href: `#${id}`, 'aria-label': name }, short ?? text)
}
