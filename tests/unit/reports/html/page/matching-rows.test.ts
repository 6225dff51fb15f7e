import { expect, test } from 'vitest'
import { matchingRows, nearest } from '../../../../../reports/html/page/matching-rows.ts'
import type { Report } from '../../../../../reports/html/schema.ts'
import type { TraceEvent } from '../../../../../reports/html/trace-events.ts'

const event = (row: number, text: string, effect = ''): TraceEvent => ({
  ...{ row, id: `m${row + 1}`, step: row + 1, time: row, kind: 'deliver', lane: row % 2, client: undefined },
  ...{
    op: undefined,
    cause: undefined,
    message: undefined,
    fault: undefined,
    incarnation: 0,
    text,
    effect,
    lateSync: undefined,
  },
})
const report = {
  nodes: ['n1', 'n2'].map((id) => ({ id, name: id, kind: 'node' })),
  min: {
    messages: [{ id: 0, from: 0, to: 1, text: 'RequestVote', sent: 1, arrivals: [], lost: 'partition' }],
  },
} as unknown as Report
const events = [
  event(0, 'times out', 'stands in term 4'),
  event(1, 'gets a heartbeat'),
  event(2, 'Grants a vote'),
]

test('a step is found by its text, effect, server, number and what it lost, with all words and in any case', () => {
  const rows = (words: string) => matchingRows(report, events, words)
  expect(rows('grants VOTE')).toEqual([2])
  expect(rows('vote')).toEqual([0, 2])
  expect(rows('partition')).toEqual([0])
  expect(rows('term 4')).toEqual([0])
  expect(rows('n2')).toEqual([0, 1])
  expect(rows('n1 -stands')).toEqual([2])
  expect(rows('  - ')).toEqual([0, 1, 2])
  expect(rows('nothing of the kind')).toEqual([])
})

test('the nearest is the next one, else the last', () => {
  expect([nearest([2, 5], 0), nearest([2, 5], 3), nearest([2, 5], 9), nearest([], 4)]).toEqual([2, 5, 5, 4])
})
