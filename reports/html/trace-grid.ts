import type { NodeState } from '../node-state.ts'
import { counted, millisText } from '../quantities.ts'
import { isRemark } from '../shown-steps.ts'
import { visibleText } from '../visible-text.ts'
import { foldHeights, geometryOf, rowHeight, rowLines, textColumns } from './lanes/geometry.ts'
import type { Geometry, RowLines } from './lanes/geometry.ts'
import { gutter, laneNames } from './lanes/gutter.ts'
import { knownEntries, withEntryLinks } from './entry-links.ts'
import { el } from './markup.ts'
import { numberWidths } from './number-widths.ts'
import type { Element } from './markup.ts'
import { arrivalNotes, laneName, lateSyncText, lostMessages, repeatedRequests } from './row-notes.ts'
import type { ColumnTrace, Report, TraceGap } from './schema.ts'
import { scalarsByRow, traceEvents } from './trace-events.ts'
import type { TraceEvent } from './trace-events.ts'

/** The trace as a table of rows with the picture laid behind its lane column. Readable without script. */
export function traceGrid(report: Report, trace: ColumnTrace): Element {
  const events = traceEvents(trace)
  const notes = lostMessages(report)
  const arrivals = arrivalNotes(report)
  const repeated = repeatedRequests(events)
  const late = lateRows(events)
  const states = scalarsByRow(trace)
  const { number, time } = numberWidths(trace)
  const columns = textColumns(report.nodes, number + time)
  const noteOf = (event: TraceEvent): string =>
    [
      lateSyncText(event.lateSync),
      repeated.get(event.row) ?? '',
      ...(arrivals.get(event.step) ?? []),
      ...(notes.get(event.step) ?? []),
    ]
      .filter((note) => note !== '')
      .join('; ')
  const lines = events.map((event) => rowLines(event, noteOf(event), columns))
  const folds = new Map((trace.gaps ?? []).map((gap) => [gap.event, gap]))
  const geometry = geometryOf(report.nodes, lines.map(rowHeight), foldHeights(folds.keys()))
  const facts = new Set(report.why.facts)
  const why = new Set(report.why.members.map((member) => member.e))
  const known = knownEntries(trace)
  const label = `${trace.prefix === 'm' ? 'Minimized trace' : 'Trace'}, one row per step`
  return el(
    'table',
    { class: 'grid', role: 'grid', 'aria-label': label, 'aria-readonly': 'true' },
    el('thead', { class: 'head' }, headRow(report, geometry)),
    el(
      'tbody',
      { class: 'body' },
      // the script draws it anew where rows are folded or the page is narrow
      el(
        'tr',
        { class: 'gutter-place', 'aria-hidden': 'true' },
        el('td', {}, gutter(report, trace, events, geometry)),
      ),
      events.map((event) => [
        fold(folds.get(event.row)),
        row(report, event, {
          lines: lines[event.row] ?? { text: 1, effect: 0, note: 0 },
          fact: facts.has(event.id),
          aside: !why.has(event.id),
          last: event.id === report.verdict.at,
          ...{ note: noteOf(event), known, late: late.get(event.row) },
          state: stateText(report, states[event.row] ?? [], event),
        }),
      ]),
    ),
  )
}

function headRow(report: Report, geometry: Geometry): Element {
  const header = (kind: string, text: string) => el('th', { class: kind, scope: 'col' }, text)
  return el(
    'tr',
    { class: 'row head-row' },
    header('number', 'step'),
    header('time', 'ms'),
    el(
      'th',
      {
        class: 'lanes',
        scope: 'col',
        'aria-label': `state of ${report.nodes.map((lane) => lane.name).join(', ')}`,
      },
      laneNames(report, geometry),
    ),
    header('text', 'what happened'),
  )
}

/** Times that a step takes, from the median on, which are a gap to be seen. */
const MANY_TIMES = 5

/** The rows before which much time passes, with how much: `+244 ms`. */
function lateRows(events: readonly TraceEvent[]): ReadonlyMap<number, string> {
  const deltas = events.map(({ time }, row) => (row === 0 ? 0 : time - (events[row - 1]?.time ?? time)))
  const sorted = deltas.filter((delta) => delta > 0).sort((a, b) => a - b)
  const median = sorted[sorted.length >> 1] ?? Infinity
  return new Map(
    deltas.flatMap((delta, row) =>
      delta > MANY_TIMES * median ? [[row, `+${millisText(delta)} ms`] as const] : [],
    ),
  )
}

/** What is left out between two rows, in one line. */
function fold(gap: TraceGap | undefined): Element | false {
  if (gap === undefined) return false
  const elected =
    gap.elected.length === 0 ? '' : `; ${gap.elected.map((text) => visibleText(text, 60)).join(', ')}`
  return el(
    'tr',
    { class: 'fold', 'data-before': gap.event },
    el('td', {}, `${counted(gap.steps, 'step')} not drawn, ${millisText(gap.time)} ms${elected}`),
  )
}

interface RowLook {
  readonly lines: RowLines
  readonly fact: boolean
  readonly aside: boolean
  readonly last: boolean
  readonly note: string
  /** Virtual time since the step before, where it is much; in words. */
  readonly late: string | undefined
  readonly state: string
  /** Addresses of the entries that there are. */
  readonly known: ReadonlySet<string>
}

function row(report: Report, event: TraceEvent, look: RowLook): Element {
  const { lines } = look
  const total = lines.text + lines.effect + lines.note
  const kinds = [
    'row',
    total > 1 && `tall lines-${total}`,
    look.fact && 'fact',
    look.aside && 'aside',
    look.last && 'breach',
    look.late !== undefined && 'late',
  ]
  return el(
    'tr',
    {
      class: kinds.filter((kind) => kind !== false).join(' '),
      id: event.id,
      'data-late': look.late,
      // the script makes the others selectable
      'aria-selected': look.last ? 'true' : undefined,
      tabindex: look.last ? 0 : undefined,
    },
    el(
      'td',
      { class: 'number' },
      look.fact && el('b', { class: 'mark' }, '!'),
      isRemark(event, Number(report.verdict.at.slice(1))) ? '' : String(event.step),
    ),
    el('td', { class: 'time' }, millisText(event.time)),
    el('td', { class: 'lanes' }, look.state),
    textCell(event, look),
  )
}

/** What happened, what came of it where that needs a line of its own, and what did not. A page has hundreds: few elements. */
function textCell(event: TraceEvent, { lines, note, known }: RowLook): Element {
  const kind = lines.text === 2 ? 'what two' : 'what'
  const what = [
    withEntryLinks(event.text, known, -1),
    event.effect !== '' && lines.effect === 0 && effect(event),
  ]
  const isAlone = lines.effect === 0 && note === ''
  if (isAlone) return el('td', { class: `text ${kind}` }, what)
  return el(
    'td',
    { class: 'text' },
    el('span', { class: kind }, what),
    lines.effect === 1 && el('span', { class: 'what' }, effect(event)),
    note !== '' && el('span', { class: lines.note === 2 ? 'note two' : 'note' }, note),
  )
}

/** What came of what arrived: the words a reader looks for. */
const effect = (event: TraceEvent): Element => el('b', { class: 'effect' }, ` → ${event.effect}`)

/** What the picture shows at this row, in words: `n2 is follower, term 1`. */
function stateText(report: Report, states: readonly (NodeState | null)[], event: TraceEvent): string {
  const name = laneName(report, event.lane)
  const state = event.lane === undefined ? undefined : states[event.lane]
  if (state === undefined || state === null) return name
  if (state.status !== undefined && state.status !== 'up') return `${name} is ${state.status}`
  const term = state.currentTerm === undefined ? '' : `, term ${state.currentTerm}`
  return `${name} is ${state.role ?? 'in an unknown role'}${term}`
}
