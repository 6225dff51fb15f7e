import { expect, test } from 'vitest'
import { columnTrace } from '../../../reports/html/column-trace.ts'
import { legend } from '../../../reports/html/legend.ts'
import { toHtml } from '../../../reports/html/markup.ts'
import { lateSyncText } from '../../../reports/html/row-notes.ts'
import { traceEvents } from '../../../reports/html/trace-events.ts'
import { lateSyncs } from '../../../reports/late-syncs.ts'
import type { Trace, TraceStep } from '../../../src/record/trace.ts'

/** Steps that write, each with its sync so many microseconds later. */
function written(...waits: readonly number[]): Trace {
  const steps = waits.flatMap((wait, index): TraceStep[] => {
    const [step, time] = [2 * index + 1, 100_000 * index]
    return [
      { step, time, kind: 'timer', node: 'n1', text: 'n1: election timer fires' },
      { step: step + 1, time: time + wait, kind: 'synced', node: 'n1', cause: step, text: 'n1: synced' },
    ]
  })
  return { steps, messages: [] }
}

test('a sync is late that takes many times the median, or that a script decides', () => {
  expect([...lateSyncs(written(1000, 1000, 1000, 80_000), false)]).toEqual([[8, { wrote: 7, after: 80_000 }]])
  expect([...lateSyncs(written(1000, 4900, 1000), false)]).toEqual([])
  expect([...lateSyncs(written(0, 0), false)]).toEqual([])
  expect([...lateSyncs(written(1000), true)]).toEqual([[2, { wrote: 1 }]])
})

test('the row and the legend say that a disk synced late', () => {
  const lanes = [{ id: 'n1', name: 'n1', kind: 'node' as const }]
  const trace = columnTrace(written(1000, 1000, 1000, 80_000), { prefix: 'o', lanes })
  expect(traceEvents(trace).map(({ lateSync }) => lateSyncText(lateSync))).toEqual([
    ...['', '', '', '', '', '', ''],
    'late: step 7 wrote it, 80 ms before',
  ])
  expect(toHtml(legend(trace, []))).toMatch(/disk synced<.*disk synced late</)
  const scripted = columnTrace(written(1000), { prefix: 'm', lanes, isScripted: true })
  expect(traceEvents(scripted).map(({ lateSync }) => lateSyncText(lateSync))).toEqual([
    '',
    'late: step 1 wrote it',
  ])
  expect(toHtml(legend(scripted, []))).not.toMatch(/disk synced</)
  const prompt = columnTrace(written(1000, 1000), { prefix: 'o', lanes })
  expect(toHtml(legend(prompt, []))).not.toContain('late')
})
