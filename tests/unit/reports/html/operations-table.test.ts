import { expect, test } from 'vitest'
import { reportData } from '../../../../reports/html/report-data.ts'
import { operationsCard, unlistedOperations } from '../../../../reports/html/operations-table.ts'
import { toHtml } from '../../../../reports/html/markup.ts'
import type { Report } from '../../../../reports/html/schema.ts'
import { staleRead } from '../fixtures/stale-read.ts'

const report = reportData(staleRead)

/** The same with so many operations before its own. */
function withOperations(count: number): Report {
  const [first] = report.ops
  if (first === undefined) throw new Error('the fixture has operations')
  const more = Array.from({ length: count }, (_, index) => ({ ...first, id: 10_000 + index }))
  return { ...report, ops: [...more, ...report.ops] }
}

test('a table of few operations lists all of them', () => {
  expect(unlistedOperations(report)).toEqual([])
  const card = operationsCard(report)
  expect(card === false ? '' : toHtml(card)).not.toContain('<details')
})

test('of many, those of the verdict and of the drawn steps are listed, and the others are to be had', () => {
  const many = withOperations(300)
  const rest = unlistedOperations(many)
  expect(rest).toHaveLength(many.ops.length - 100)
  const named = many.verdict.facts.flatMap(({ operation }) => operation ?? [])
  expect(named.length).toBeGreaterThan(0)
  expect(rest.filter(({ id }) => named.includes(id))).toEqual([])
  const card = operationsCard(many)
  const html = card === false ? '' : toHtml(card)
  expect(html.match(/<tr>/g)).toHaveLength(101)
  expect(html).toContain(`${rest.length} other operations`)
  expect(html).toContain(`${rest.length} operations more in history.jsonl`)
})
