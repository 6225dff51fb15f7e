import type { Fact } from '../../src/record/verdict.ts'
import type { NodeState } from '../node-state.ts'
import { membersText } from '../step-effect.ts'
import { logRows } from './log-cells.ts'
import type { LogColumn } from './log-cells.ts'
import { el } from './markup.ts'
import type { Element } from './markup.ts'
import type { ColumnTrace, Report } from './schema.ts'
import { stepOf } from './step-rows.ts'
import { stateAfter, stateBefore } from './trace-events.ts'

/** One line of the panel: a field of every server, in the Raft paper's words. */
interface Field {
  readonly name: string
  /** The field's name in `Fact.field`. */
  readonly key: string
  /** Text of a known value, undefined where the subject does not show it. */
  text(state: NodeState): string | undefined
  /** Lost with the memory: a dash while the server is down. */
  readonly volatile: boolean
}

const fields: readonly Field[] = [
  { name: 'role', key: 'role', volatile: true, text: (state) => state.role },
  { name: 'currentTerm', key: 'currentTerm', volatile: true, text: (state) => number(state.currentTerm) },
  { name: 'votedFor', key: 'votedFor', volatile: true, text: (state) => vote(state.votedFor) },
  { name: 'commitIndex', key: 'commitIndex', volatile: true, text: (state) => number(state.commitIndex) },
  { name: 'lastApplied', key: 'lastApplied', volatile: true, text: (state) => number(state.lastApplied) },
  { name: 'on disk', key: 'durable', volatile: false, text: durable },
]

/** Shown where a server has one: of most subjects nobody knows them, and a row that says so helps nobody. */
const optionalFields: readonly Field[] = [
  {
    name: 'members',
    key: 'members',
    volatile: true,
    text: ({ members }) => (members === undefined ? 'all' : membersText(members)),
  },
  { name: 'leader', key: 'leader', volatile: true, text: (state) => vote(state.leader) },
  { name: 'nextIndex', key: 'nextIndex', volatile: true, text: (state) => byName(state.nextIndex) },
  { name: 'matchIndex', key: 'matchIndex', volatile: true, text: (state) => byName(state.matchIndex) },
  {
    name: 'snapshotIndex',
    key: 'snapshotIndex',
    volatile: true,
    text: (state) => dashed(state.snapshotIndex),
  },
  { name: 'stateDigest', key: 'stateDigest', volatile: true, text: (state) => dashed(state.stateDigest) },
  { name: 'timers, ms', key: 'timers', volatile: true, text: (state) => byName(state.timers) },
]

/** `leader` may be shown to be nobody; of the others null says that there is none any more. */
const isShown = (key: string, { state }: LogColumn): boolean => {
  const value = state?.[key as keyof NodeState]
  return value !== undefined && (value !== null || key === 'leader')
}

/** Every server's state after a step. Outlined: changed by it. Marked: what the verdict rests on. */
export function stateTable(report: Report, trace: ColumnTrace, row: number, followed?: string): Element {
  const after = stateAfter(trace, row)
  const before = stateBefore(trace, row)
  const step = stepOf(trace, row)
  const facts = report.verdict.facts.filter((fact) => fact.step === step)
  const columns = report.nodes.flatMap((lane, index): LogColumn[] =>
    lane.kind === 'node'
      ? [
          {
            name: lane.name,
            state: after[index] ?? null,
            before: before[index] ?? null,
            facts: facts.filter((fact) => fact.node === lane.id),
          },
        ]
      : [],
  )
  const shown = optionalFields.filter(({ key }) => columns.some((column) => isShown(key, column)))
  return el(
    'table',
    { class: 'state' },
    el('caption', { class: 'unseen' }, `State of every server after step ${step}`),
    el('thead', {}, el('tr', {}, el('td', {}), columns.map(columnHead))),
    el(
      'tbody',
      {},
      [...fields, ...shown].map((field) => fieldRow(field, columns)),
      logRows(columns, followed),
    ),
  )
}

function columnHead(column: LogColumn): Element {
  const status = column.state === null ? 'not started' : (column.state.status ?? '')
  const changed = column.before !== null && column.before.status !== column.state?.status
  return el(
    'th',
    { scope: 'col' },
    column.name,
    status !== '' && status !== 'up' && el('span', { class: `status ${status.replace(' ', '-')}` }, status),
    status === 'up' && changed && el('span', { class: 'status up' }, 'up'),
  )
}

function fieldRow(field: Field, columns: readonly LogColumn[]): Element {
  const head = el('th', { scope: 'row' }, field.name)
  const known = columns.some((column) => column.state !== null && field.text(column.state) !== undefined)
  const anyUp = columns.some((column) => column.state !== null && column.state.status !== 'down')
  if (!known && anyUp) {
    return el('tr', {}, head, el('td', { class: 'muted', colspan: columns.length }, 'not exposed'))
  }
  return el(
    'tr',
    {},
    head,
    columns.map((column) => fieldCell(field, column)),
  )
}

function fieldCell(field: Field, column: LogColumn): Element {
  const { state, before } = column
  if (state === null || (field.volatile && state.status === 'down')) return el('td', { class: 'muted' }, '–')
  const text = field.text(state)
  if (text === undefined) return el('td', { class: 'muted' }, 'not exposed')
  const old = before === null ? undefined : field.text(before)
  const kinds = [old !== text && 'changed', isNamed(column.facts, field.key) && 'named', `is-${field.key}`]
  return el(
    'td',
    {
      class: kinds.filter((kind) => kind !== false).join(' '),
      title: old !== undefined && old !== text ? `was ${old}` : undefined,
    },
    field.key === 'role' ? el('span', { class: `role-chip ${text}` }, text) : text,
  )
}

const isNamed = (facts: readonly Fact[], key: string): boolean => facts.some((fact) => fact.field === key)

const number = (value: number | undefined): string | undefined =>
  value === undefined ? undefined : String(value)

function vote(votedFor: string | null | undefined): string | undefined {
  return votedFor === undefined ? undefined : (votedFor ?? 'none')
}

function durable(state: NodeState): string | undefined {
  if (state.durable === undefined || state.durable === null) return undefined
  const { currentTerm, votedFor, lastIndex } = state.durable
  const parts = [
    currentTerm !== undefined && `term ${currentTerm}`,
    votedFor !== undefined && `vote ${votedFor ?? 'none'}`,
    lastIndex !== undefined && `log to ${lastIndex}`,
  ].filter((part) => part !== false)
  return parts.length === 0 ? undefined : parts.join(', ')
}

const dashed = (value: number | string | null | undefined): string =>
  value === undefined || value === null ? '–' : String(value)

function byName(values: { readonly [name: string]: number } | null | undefined): string {
  if (values === undefined || values === null) return '–'
  return Object.entries(values)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ')
}
