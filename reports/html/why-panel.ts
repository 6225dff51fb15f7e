import { counted, grouped } from '../quantities.ts'
import { el } from './markup.ts'
import type { Child, Element } from './markup.ts'
import { reference } from './reference.ts'
import type { ColumnTrace, Report } from './schema.ts'
import type { WhyLink } from './why-schema.ts'
import { stepLink } from './step-detail.ts'
import { laneName } from './row-notes.ts'
import { messageById, traceEvents } from './trace-events.ts'
import type { TraceEvent } from './trace-events.ts'

/** The chain of steps that carry the breach, each a link, and what was missing: the rows in a dozen lines. */
export function whyPanel(report: Report, shape: 'wide' | 'narrow'): Element | false {
  const { min, why, verdict } = report
  if (min === null || why.chain.length === 0) return false
  const events = new Map(traceEvents(min).map((event) => [event.id, event]))
  return el(
    'section',
    { class: `why ${shape}`, id: 'why', 'aria-labelledby': 'why-title' },
    el(
      'h2',
      { id: 'why-title' },
      'Why',
      el('span', {}, `${counted(why.chain.length, 'step')} that led to it`),
    ),
    el(
      'ol',
      {},
      why.chain.map((link) =>
        el(
          'li',
          { class: link.e === verdict.at ? 'breach' : link.role },
          reference(min, link.e),
          el('span', { class: 'words' }, words(report, min, events.get(link.e)), causes(report, link)),
          needed(link),
        ),
      ),
    ),
    why.missing !== undefined && [
      el('h3', {}, 'Never delivered'),
      el(
        'ul',
        {},
        why.missing.map(({ e, text, brings, prevents }) =>
          el(
            'li',
            { class: 'missing' },
            reference(min, e),
            el(
              'span',
              {},
              text,
              brings !== undefined && el('b', {}, ` would have brought ${brings}`),
              prevents === true &&
                el('b', {}, brings === undefined ? ': with it nothing breaks' : '; with it nothing breaks'),
            ),
          ),
        ),
      ),
    ],
  )
}

/** What a server did is said without the message that made it do so: the row has that, and the line before tells who sent it. */
function words(report: Report, trace: ColumnTrace, event: TraceEvent | undefined): Child {
  if (event === undefined) return ''
  const { kind, text, effect } = event
  if (effect === '') return text
  const from = messageById(trace, event.message)?.from
  if (kind === 'timer' || from !== undefined)
    return [
      el('b', {}, `${laneName(report, event.lane)} ${effect}`),
      from !== undefined && `, told by ${laneName(report, from)}`,
    ]
  return [`${text} `, el('b', {}, `→ ${effect}`)]
}

const needed = ({ without }: WhyLink): Child =>
  without !== undefined && el('b', { class: 'without' }, `without it: ${without}`)

/** Where a line goes back to, unless that is the line right above it. */
function causes({ why }: Report, { e, from }: WhyLink): Child {
  const above = why.chain[why.chain.findIndex((link) => link.e === e) - 1]?.e
  if (from.length === 0 || (from.length === 1 && from[0] === above)) return false
  return el(
    'span',
    { class: 'from' },
    ' ← ',
    from.flatMap((id, at) => [
      at > 0 && ', ',
      stepLink({ id, step: Number(id.slice(1)) }, grouped(Number(id.slice(1)))),
    ]),
  )
}
