import type { TraceEntry } from '../../src/record/trace.ts'
import { el } from './markup.ts'
import type { Element } from './markup.ts'
import { remembered } from './remembered.ts'
import type { ColumnTrace } from './schema.ts'
import { changes } from './trace-events.ts'

/** An entry of the log, by where it stands and the term in which a leader made it: `4:3`. */
export interface EntryAddress {
  readonly index: number
  readonly term: number
}

export const addressOf = ({ index, term }: EntryAddress): string => `${index}:${term}`

/** The addresses of all entries that some server had at some time. */
export const knownEntries = (trace: ColumnTrace | null): ReadonlySet<string> =>
  trace === null ? new Set() : entriesOf(trace)

const entriesOf = remembered((trace: ColumnTrace): ReadonlySet<string> => {
  const known = new Set<string>()
  const add = (entries: readonly TraceEntry[] = []): void => {
    for (const entry of entries) known.add(addressOf(entry))
  }
  for (const state of trace.key.frames[0] ?? []) add(state?.log)
  for (const { patch } of changes(trace)) add(patch.log?.entries)
  return known
})

/** A link that lights up the life of an entry. In rows and cells it is reached by the keys of those. */
export function entryLink(address: string, text: string, tabindex?: -1): Element {
  return el('a', { class: 'entry-link', href: `#/trace?entry=${address}`, tabindex }, text)
}

const mentioned =
  /\b(\d{1,15}):(\d{1,15})\b|\bentry (\d{1,15}) of term (\d{1,15})\b|\((\d{1,15}), term (\d{1,15})\)/g

/** A text in which each entry that it names, as `4:3`, `(4, term 3)` or `entry 4 of term 3`, is a link. */
export function withEntryLinks(
  text: string,
  known: ReadonlySet<string>,
  tabindex?: -1,
): readonly (string | Element)[] {
  const parts: (string | Element)[] = []
  let done = 0
  for (const found of text.matchAll(mentioned)) {
    const [whole, index = found[3] ?? found[5], term = found[4] ?? found[6]] = found
    const address = `${index ?? ''}:${term ?? ''}`
    if (!known.has(address)) continue
    parts.push(text.slice(done, found.index), entryLink(address, whole, tabindex))
    done = found.index + whole.length
  }
  return [...parts, text.slice(done)].filter((part) => part !== '')
}
