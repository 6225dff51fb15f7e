import type { TraceEntry } from '../../src/record/trace.ts'
import type { NodeState } from '../node-state.ts'
import { addressOf, entryLink } from './entry-links.ts'
import { el } from './markup.ts'
import type { Element } from './markup.ts'
import type { Fact } from '../../src/record/verdict.ts'

/** Log indexes shown at once: the newest, and those the verdict speaks of. */
const MAX_INDEXES = 10

export interface LogColumn {
  readonly name: string
  readonly state: NodeState | null
  readonly before: NodeState | null
  /** Facts of the verdict about this server's log at this step. */
  readonly facts: readonly Fact[]
}

/** The logs side by side, an index a row, so that two logs can be compared by eye. */
/** `followed`: the address of the entry whose life is lit up. */
export function logRows(columns: readonly LogColumn[], followed?: string): Element[] {
  const indexes = shownIndexes(columns)
  const hidden = countIndexes(columns) - indexes.length
  const rows = indexes.map((index) =>
    el(
      'tr',
      { class: 'log' },
      el('th', { scope: 'row' }, `log ${index}`),
      columns.map((column) => el('td', {}, cell(column, index, followed))),
    ),
  )
  if (hidden === 0) return rows
  const note = hidden === 1 ? '1 earlier index is not shown' : `${hidden} earlier indexes are not shown`
  return [
    el('tr', { class: 'log' }, el('td', { class: 'muted', colspan: columns.length + 1 }, note)),
    ...rows,
  ]
}

function cell(column: LogColumn, index: number, followed: string | undefined): Element | string {
  const { state, before } = column
  if (state === null || state.status === 'down') return ''
  const entry = at(state, index)
  const old = before === null ? undefined : at(before, index)
  const named = column.facts.some(
    (fact) => fact.index === index || (fact.field === 'log' && fact.index === undefined),
  )
  if (entry === undefined) {
    if (index < (state.firstIndex ?? 1))
      return el('span', { class: 'entry compacted', title: 'compacted' }, 'snapshot')
    if (old === undefined) return named ? el('span', { class: 'entry absent named' }, 'absent') : ''
    return el('span', { class: 'entry absent changed' }, 'cut')
  }
  const kinds = [
    'entry',
    index <= (state.commitIndex ?? 0) && 'committed',
    index <= (state.lastApplied ?? 0) && 'applied',
    (old === undefined || old.term !== entry.term || old.command !== entry.command) && 'changed',
    named && 'named',
    addressOf(entry) === followed && 'followed',
  ].filter((kind) => kind !== false)
  const words = kinds.slice(1).join(', ')
  return el(
    'span',
    {
      class: kinds.join(' '),
      title: `index ${index}, term ${entry.term}: ${entry.command}${words === '' ? '' : ` (${words})`}`,
    },
    el('b', {}, entryLink(addressOf(entry), addressOf(entry))),
    ` ${entry.command}`,
  )
}

function at(state: NodeState, index: number): TraceEntry | undefined {
  // what its snapshot covers is in its log no more
  if (index < (state.firstIndex ?? 1)) return undefined
  const log = state.log ?? []
  const place = log[index - (log[0]?.index ?? 1)]
  return place?.index === index ? place : log.find((entry) => entry.index === index)
}

function allIndexes(columns: readonly LogColumn[]): Set<number> {
  const indexes = new Set<number>()
  for (const { state, before } of columns) {
    for (const entry of state?.log ?? []) indexes.add(entry.index)
    // an entry that this step cut is the thing to see
    for (const entry of before?.log ?? []) indexes.add(entry.index)
  }
  return indexes
}

const countIndexes = (columns: readonly LogColumn[]): number => allIndexes(columns).size

function shownIndexes(columns: readonly LogColumn[]): number[] {
  const sorted = [...allIndexes(columns)].sort((a, b) => a - b)
  const named = new Set(columns.flatMap((column) => column.facts.map((fact) => fact.index)))
  const newest = new Set(sorted.slice(-MAX_INDEXES))
  return sorted.filter((index) => newest.has(index) || named.has(index))
}
