import { expect, test } from 'vitest'
import { legend } from '../../../../reports/html/legend.ts'
import { toHtml } from '../../../../reports/html/markup.ts'
import { reportData } from '../../../../reports/html/report-data.ts'
import { arrivalNotes, repeatedRequests } from '../../../../reports/html/row-notes.ts'
import type { Report } from '../../../../reports/html/schema.ts'
import type { TraceEvent } from '../../../../reports/html/trace-events.ts'
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

test('a request that is sent again says of which step it is, whichever server gets it', () => {
  const event = (row: number, kind: string, op?: number) => ({ row, kind, op, step: row + 1 })
  const events = [event(0, 'invoke', 0), event(1, 'submit', 0), event(2, 'submit', 1), event(3, 'submit', 0)]
  const notes = repeatedRequests([
    ...events,
    event(4, 'submit'),
    event(5, 'submit'),
  ] as unknown as TraceEvent[])
  expect([...notes]).toEqual([[3, 'again: the request of step 2, sent once more']])
})

test('the legend holds the marks that are there, and no other', () => {
  const { min, why } = reportData(staleRead)
  const html = toHtml(legend(min!, why.facts))
  for (const name of ['in the verdict', 'role and term', 'commit index']) expect(html).toContain(name)
  expect(toHtml(legend(min!, []))).not.toContain('in the verdict')
  expect(html).not.toContain('paused')
})
