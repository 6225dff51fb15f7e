import { expect, test } from 'vitest'
import { traceCountRows } from '../../../reports/trace-counts.ts'
import { realFailure } from './fixtures/real-failure.ts'

test('counts servers, clients, losses and timers of both runs from their traces', () => {
  const { record, minimized } = realFailure('local-leader-reads')
  const after = minimized?.record ?? record
  const rows = new Map(traceCountRows(record, after).map((row) => [row.name, row]))
  expect(rows.get('servers')).toMatchObject({ before: record.nodes.length, after: after.nodes.length })
  expect(rows.get('clients')?.before).toBeGreaterThan(1)
  expect(rows.get('timers fired')?.before).toBe(
    record.trace?.steps.filter(({ kind }) => kind === 'timer').length,
  )
  expect(rows.get('messages lost')?.before).toBeGreaterThan(0)
  for (const { before, after: left } of rows.values()) expect(before + left).toBeGreaterThan(0)
})

test('says nothing where one of them has no trace', () => {
  const { record } = realFailure('local-leader-reads')
  const { trace: _, ...untraced } = record
  expect(traceCountRows(record, untraced)).toEqual([])
})
