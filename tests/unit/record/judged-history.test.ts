import { describe, expect, test } from 'vitest'
import { judgedHistory, judgedEvents, knownByFailures } from '../../../src/record/judged-history.ts'
import type { HistoryEvent } from '../../../src/record/history-event.ts'
import { pairEvents } from '../../../src/record/pair-events.ts'
import { requestIdOf, requestText } from '../../../src/record/request-id.ts'

type Line = readonly [process: number, type: HistoryEvent['type'], f: string, value?: unknown, error?: string]

const events = (...lines: readonly Line[]): HistoryEvent[] =>
  lines.map(([process, type, f, value = null, error], time) => ({
    process,
    type,
    f,
    value,
    time,
    ...(error !== undefined && { error }),
  }))

const asking = (f: string, value: unknown, ...answer: Line[]): HistoryEvent[] =>
  events([0, 'invoke', f, value], [0, 'info', f, value, 'timeout'], [2, 'invoke', 'status', 1], ...answer)

describe('a status query', () => {
  test('that says "no" makes the request one that failed', () => {
    const history = asking(
      'debit',
      5,
      [2, 'fail', 'status', 1, 'not executed'],
      [2, 'invoke', 'balance', 'a'],
    )
    expect(judgedEvents(history).operations).toMatchObject([
      { id: 0, f: 'balance', outcome: { type: 'info' } },
    ])
  })

  test('that has the result gives it to the request, which ended when its client was told', () => {
    const executed = { type: 'ok', value: { error: 'not found' } }
    expect(judgedEvents(asking('debit', 5, [2, 'ok', 'status', { executed }])).operations).toMatchObject([
      { id: 0, f: 'debit', value: 5, outcome: executed, invoked: 0, returned: 3, returnedAt: 3 },
    ])
  })

  test('about a write of a register: the history has the value, whatever the register answered', () => {
    const executed = { type: 'ok', value: null }
    expect(judgedEvents(asking('write', 5, [2, 'ok', 'status', { executed }])).operations).toMatchObject([
      { f: 'write', outcome: { type: 'ok', value: 5 } },
    ])
  })

  test('about a cas that failed leaves what the cas met', () => {
    const executed = { type: 'fail', error: 'precondition failed', observed: 7 }
    expect(judgedEvents(asking('cas', [1, 2], [2, 'ok', 'status', { executed }])).operations).toMatchObject([
      { f: 'cas', outcome: executed },
    ])
  })

  test.each([
    ['was not answered', [2, 'info', 'status', 1, 'timeout']],
    ['failed for another reason', [2, 'fail', 'status', 1, 'no longer known']],
    ['answered nonsense', [2, 'ok', 'status', { executed: 'yes' }]],
    ['answered nonsense', [2, 'ok', 'status', 7]],
    ['answered nonsense', [2, 'ok', 'status', { executed: { type: 'fail' } }]],
  ] as [string, Line][])('that %s changes nothing', (_, answer) => {
    expect(judgedEvents(asking('debit', 5, answer)).operations).toMatchObject([
      { f: 'debit', outcome: { type: 'info', error: 'timeout' } },
    ])
  })

  test('that does not follow at once speaks of nothing that is known here', () => {
    const history = events(
      [0, 'invoke', 'debit', 5],
      [0, 'info', 'debit', 5, 'timeout'],
      [1, 'invoke', 'balance', 'a'],
      [2, 'invoke', 'status', 1],
      [2, 'fail', 'status', 1, 'not executed'],
    )
    expect(judgedEvents(history).operations).toMatchObject([
      { f: 'debit', outcome: { type: 'info' } },
      { f: 'balance' },
    ])
  })
})

test('what is not about the object is left out, with its lines, its functions and its successes', () => {
  const history = events(
    [0, 'invoke', 'open-session'],
    [0, 'ok', 'open-session', 4],
    [3, 'invoke', 'reconfigure', { add: ['n4'] }],
    [0, 'invoke', 'write', 1],
    [3, 'ok', 'reconfigure'],
    [3, 'invoke', 'transfer-leadership', 'n2'],
    [0, 'ok', 'write', 1],
  )
  const paired = pairEvents(history, { keepFailedOf: knownByFailures })
  expect(paired.operations).toHaveLength(4)
  const judged = judgedHistory(paired)
  expect(judged.operations).toMatchObject([{ id: 0, f: 'write', invoked: 3, returned: 6 }])
  const { places } = judged
  expect([places.invokedLine(0), places.returnedLine(0), places.ended(0)]).toEqual([4, 7, 6])
  expect([...judged.functions]).toEqual([['write', 4]])
  expect(judged.succeeded).toBe(1)
})

test('a history without any of that stays the very same', () => {
  const paired = pairEvents(events([0, 'invoke', 'write', 1]))
  expect(judgedHistory(paired)).toBe(paired)
})

test.each([
  [{ client: 3, sequence: 7 }, 'request 7 of session 3'],
  [{ client: 'web', sequence: 7, more: 1 }, 'request 7 of session web'],
  ['pay-7', 'request pay-7'],
  [7, 'request 7'],
])('%j is the name of a request: %s', (value, text) => {
  expect(requestText(requestIdOf(value)!)).toBe(text)
})

test.each([null, undefined, true, [], {}, { client: 1 }, { client: {}, sequence: 1 }])(
  '%j names no request',
  (value) => {
    expect(requestIdOf(value)).toBeUndefined()
  },
)
