import { expect, test } from 'vitest'
import { toHtml } from '../../../../reports/html/markup.ts'
import { reportData } from '../../../../reports/html/report-data.ts'
import { arrivalNotes } from '../../../../reports/html/row-notes.ts'
import type { Report } from '../../../../reports/html/schema.ts'
import { traceGrid } from '../../../../reports/html/trace-grid.ts'
import { staleRead } from '../fixtures/stale-read.ts'

test('a message that arrives again says where it arrived before', () => {
  const message = (id: number, ...arrivals: number[]) => ({
    id,
    from: 0,
    to: 1,
    text: 'x',
    sent: 1,
    arrivals,
  })
  const report = {
    nodes: ['n1', 'n2'].map((id) => ({ id, name: id, kind: 'node' })),
    min: { messages: [message(0, 3), message(1, 4, 7, 9), message(2)] },
  } as unknown as Report
  expect([...arrivalNotes(report)]).toEqual([
    [7, ['again: n2 got this of n1 in step 4 before']],
    [9, ['again: n2 got this of n1 in step 4 before']],
  ])
})

test('a gap in virtual time stands before the row that ends it, and nowhere where steps are even', () => {
  const report = reportData(staleRead)
  const gapsOf = (t: readonly number[]): string[] => {
    const html = toHtml(traceGrid(report, { ...report.min!, t }))
    return [...html.matchAll(/data-late="([^"]*)"/g)].map(([, text]) => text ?? '')
  }
  const even = report.min!.t.map(() => 1000)
  expect(gapsOf(even)).toEqual([])
  expect(gapsOf(even.with(4, 244_000))).toEqual(['+244 ms'])
  expect(gapsOf(even.map(() => 0))).toEqual([])
})
