import { grouped } from '../quantities.ts'
import { el } from './markup.ts'
import type { Element } from './markup.ts'
import type { EventId } from './event-id.ts'
import type { ColumnTrace } from './schema.ts'
import { stepLink } from './step-detail.ts'
import { rowOf } from './step-rows.ts'

/**
 * A step by its id, as a link to its row. One of the original run that has no row is a link to where it stands in the full
 * run, which the script of the page draws; any other is named without a link.
 */
export function reference(trace: ColumnTrace | null, id: EventId): Element {
  const link = cellReference(trace, id)
  return typeof link === 'string' ? el('span', { class: 'muted' }, link) : link
}

/** The same in a column of a table that is muted as a whole, which may have hundreds. */
export function cellReference(trace: ColumnTrace | null, id: EventId): string | Element {
  const step = Number(id.slice(1))
  const shown = trace !== null && trace.prefix === id.slice(0, 1) && rowOf(trace, step) !== undefined
  if (shown) return stepLink({ id, step })
  const text = `step ${grouped(step)}`
  return trace !== null && id.startsWith('o')
    ? el('a', { class: 'run-link', href: `#${runAddress(id)}`, title: 'in the full run' }, text)
    : text
}

/** The address, without its sign, of a step that only the full run has. */
export const runAddress = (id: EventId): string => `/trace?e=${id}`
