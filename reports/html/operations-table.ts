import { counted } from '../quantities.ts'
import { card, table } from './evidence-table.ts'
import { el } from './markup.ts'
import type { Child, Element } from './markup.ts'
import { cellReference } from './reference.ts'
import type { Report, ReportOperation } from './schema.ts'

/** Rows that stand in the page from the start; a longer table costs more than all the rest of it. */
const MAX_LISTED = 100

/** What clients did; of many operations those that matter most, the others when the reader asks for them. */
export function operationsCard(report: Report): Element | false {
  const { ops, moreOps } = report
  if (ops.length === 0) return false
  const rest = unlistedOperations(report)
  const unlisted = new Set(rest)
  const unread = rest.length + (moreOps ?? 0)
  return card(
    'Client operations',
    'operations wide',
    operationsTable(
      report,
      ops.filter((operation) => !unlisted.has(operation)),
    ),
    rest.length > 0 && [
      el(
        'details',
        { class: 'script-only', id: 'more-operations' },
        el('summary', {}, counted(rest.length, 'other operation')),
        el('div', {}),
      ),
      el('p', { class: 'unscripted' }, `${counted(unread, 'operation')} more in history.jsonl.`),
    ],
    moreOps !== undefined &&
      el(
        'p',
        { class: rest.length > 0 ? 'script-only' : undefined },
        `${counted(moreOps, 'operation')} more in history.jsonl.`,
      ),
  )
}

export function operationsTable(report: Report, operations: readonly ReportOperation[]): Element {
  return table(
    'client operations',
    ['#', 'client', 'operation', 'outcome', 'from', 'to'],
    operations.map((operation) => [
      String(operation.id),
      `c${operation.client}${operation.process === undefined ? '' : ` (process ${operation.process})`}`,
      `${operation.f}${operation.key === null ? '' : ` ${operation.key}`}${operation.in === 'null' ? '' : ` ${operation.in}`}`,
      outcome(operation),
      operation.inv === null ? '' : cellReference(report.min, operation.inv),
      operation.ret === null ? 'no answer' : cellReference(report.min, operation.ret),
    ]),
  )
}

function outcome({ status, out }: ReportOperation): Child {
  const text = `${status}${out === null ? '' : ` ${out}`}`
  return status === 'ok' ? text : el('span', { class: `outcome ${status}` }, text)
}

/**
 * The operations that are left out of the first table, in order: neither of the verdict nor of the rows that are drawn, nor among the latest
 * before the breach.
 */
export function unlistedOperations({ ops, verdict, min }: Report): readonly ReportOperation[] {
  if (ops.length <= MAX_LISTED) return []
  const named = new Set(verdict.facts.flatMap(({ operation }) => operation ?? []))
  const drawn = new Set(min?.details.flatMap(({ op }) => op ?? []))
  const breach = Number(verdict.at.slice(1))
  const isBefore = ({ inv }: ReportOperation): boolean => inv !== null && Number(inv.slice(1)) <= breach
  const ranked = [
    ...ops.filter(({ id }) => named.has(id)),
    ...ops.filter(({ id }) => drawn.has(id)).reverse(),
    ...ops.filter(isBefore).reverse(),
    ...ops,
  ]
  const listed = new Set([...new Set(ranked)].slice(0, MAX_LISTED))
  return ops.filter((operation) => !listed.has(operation))
}
