import { describe, expect, test } from 'vitest'
import { operationText } from '../../../../../reports/html/whole/browsed.ts'
import { detailsOf, operationLine } from '../../../../../reports/html/whole/details.ts'
import { matchingOperations } from '../../../../../reports/html/whole/filter.ts'
import { historyLayout, MAX_LANES } from '../../../../../reports/html/whole/layout.ts'
import { packedHistory } from '../../../../../reports/html/whole/pack.ts'
import { shortJson } from '../../../../../reports/html/whole/short-json.ts'
import { nextOperation } from '../../../../../reports/html/whole/step.ts'
import { lastEvent, visibleRange } from '../../../../../reports/html/whole/visible.ts'
import { browsed, recorded } from './recorded.ts'
import type { ShortEvent } from './recorded.ts'

const paired = recorded([
  [0, 'invoke', 'write', 1, 'x', 1_000_000],
  [1, 'invoke', 'read', null, 'x', 1_500_000],
  [0, 'ok', 'write', 1, 'x', 2_000_000],
  [7, 'invoke', 'write', 2, 'y z', 2_100_000],
  [1, 'ok', 'read', null, 'x', 3_000_000],
  [7, 'info', 'write', 2, 'y z', 4_000_000],
  [0, 'invoke', 'cas', [1, 3], 'x', 4_500_000],
  [0, 'fail', 'cas', [1, 3], 'x', 5_000_000],
])
const at = (id: number) => ({ operation: paired.operations[id] as (typeof paired.operations)[number] })
const history = browsed(
  packedHistory(paired, {
    located: at(1),
    core: [at(0), at(1)],
    next: [{ ...at(1), why: 'x holds 1' }],
    longestPrefix: [at(0)],
    states: [['1']],
  }),
)

describe('a filter of a history', () => {
  test.each([
    ['', [0, 1, 2, 3]],
    ['p:0', [0, 3]],
    ['p:0,7', [0, 2, 3]],
    ['k:x !f:write', [1, 3]],
    ['k:"y z"', [2]],
    ['o:info,fail', [2, 3]],
    ['is:conflict', [0, 1]],
    ['is:order', [0]],
    ['line:2-4', [1, 2]],
    ['line:4-', [2, 3]],
    ['TIMEOUT', [2, 3]],
    ['"read x"', [1]],
    ['wri', [0, 2]],
    ['!z', [0, 1, 3]],
    ['1,3', [3]],
    ['k:', [0, 1, 2, 3]],
    ['constructor:x', []],
    ['p:__proto__', []],
  ])('%s', (query, found) => {
    expect([...matchingOperations(history, query)]).toEqual(found)
  })
})

describe('an operation in words', () => {
  test('says all that is known', () => {
    expect(Object.fromEntries(detailsOf(history, 1))).toEqual({
      Operation: 'read x -> null',
      Process: '1',
      Object: 'x',
      Outcome: 'ok: it took effect',
      Called: 'event 1, line 2, 1.5 ms',
      Returned: 'event 4, line 5, 3 ms, after 1.5 ms',
      Conflict: 'cannot be explained: x holds 1',
      Order: 'not in the longest order that works',
    })
    expect(Object.fromEntries(detailsOf(history, 0))).toMatchObject({
      Argument: '1',
      Conflict: 'contradicts it',
      Order: '1 of 1 in the longest order that works; the object after it: 1',
    })
    expect(Object.fromEntries(detailsOf(history, 2))).toMatchObject({
      Error: 'timeout',
      Outcome: 'info: unknown; it may take effect at any later time, or never',
      Returned: 'event 5, line 6, 4 ms, after 1.9 ms: that its outcome is unknown',
    })
    expect(operationLine(history, 0)).toBe(
      'process 0: write x 1 · contradicts it · 1 in the order · event 0, line 1, 1 ms',
    )
  })

  test('of one that was never told says so, and no time where there is none', () => {
    const one = browsed(packedHistory(recorded([['a', 'invoke', 'add', 3]])))
    expect(Object.fromEntries(detailsOf(one, 0))).toMatchObject({
      Called: 'event 0, line 1',
      Returned: 'never',
    })
  })
})

describe('ways from operation to operation', () => {
  const all = Uint32Array.of(0, 1, 2, 3)

  test('forth and back, on the object, of the process, among those that fit', () => {
    expect(nextOperation(history, all, undefined, 1)).toBe(0)
    expect(nextOperation(history, all, undefined, -1)).toBe(3)
    expect(nextOperation(history, all, 1, 1)).toBe(2)
    expect(nextOperation(history, all, 1, 1, 'object')).toBe(3)
    expect(nextOperation(history, all, 3, -1, 'client')).toBe(0)
    expect(nextOperation(history, all, 2, 1, 'object')).toBeUndefined()
    expect(nextOperation(history, Uint32Array.of(0, 3), 0, 1)).toBe(3)
  })
})

describe('lanes', () => {
  const client = (process: number, outcome: 'ok' | 'info'): ShortEvent[] => [
    [process, 'invoke', 'write', process],
    [process, outcome, 'write', process],
  ]

  test('one for each process, numbers first and by size', () => {
    const one = browsed(packedHistory(recorded([10, 9, 2].flatMap((process) => client(process, 'ok')))))
    expect(one.lanes.processes.map(([process = -1]) => one.columns.processes[process])).toEqual([
      '2',
      '9',
      '10',
    ])
  })

  test('of many processes one that follows an unknown outcome goes on in its lane', () => {
    const few = recorded([1, 2, 3].flatMap((process) => client(process, 'info')))
    expect(browsed(packedHistory(few)).lanes.processes).toHaveLength(3)
    const many = recorded(Array.from({ length: 40 }, (_, process) => client(process, 'info')).flat())
    expect(browsed(packedHistory(many)).lanes.processes).toEqual([
      Array.from({ length: 40 }, (_, process) => process),
    ])
    const known = recorded(Array.from({ length: 40 }, (_, process) => client(process, 'ok')).flat())
    expect(browsed(packedHistory(known)).lanes.processes).toHaveLength(40)
  })

  test('show what is in view: what was called there, and what reaches in', () => {
    const lane = history.lanes.of[0] ?? -1
    // of process 0: called at events 0 and 6
    expect(visibleRange(history, lane, 3, 6)).toEqual([0, 1])
    expect(visibleRange(history, lane, 0, 8)).toEqual([0, 2])
    expect(visibleRange(history, lane, 7, 8)).toEqual([1, 2])
    expect(lastEvent(history, lane, 0)).toBe(2)
    const open = browsed(packedHistory(recorded([['a', 'invoke', 'add', 3]])))
    expect(lastEvent(open, 0, 0)).toBeUndefined()
  })

  test('are thinner the more there are, and of very many only some are drawn', () => {
    const heights = [1, 20, 60, 200, 10_000].map((count) => {
      const { rows, height, above, below } = historyLayout(
        Uint32Array.from({ length: count }).map((_, i) => i),
        0,
      )
      expect(height).toBeLessThan(800)
      expect(above + rows.length + below).toBe(count)
      return rows[0]?.height
    })
    expect(heights).toEqual([24, 24, 8, 3, 3])
    const { rows, above } = historyLayout(
      Array.from({ length: 1000 }, (_, lane) => lane),
      5000,
    )
    expect([above, rows[0]?.lane, rows.length]).toEqual([1000 - MAX_LANES, 1000 - MAX_LANES, MAX_LANES])
  })
})

test('short JSON is JSON while it is short, and never much longer than wanted', () => {
  expect(shortJson({ b: [1, null, 'x'], a: true }, 100)).toBe('{"a":true,"b":[1,null,"x"]}')
  const long = shortJson(
    Array.from({ length: 1_000_000 }, (_, index) => index),
    20,
  )
  expect(long).toBe('[0,1,2,3,4,5,6,7,8,9…')
  expect(shortJson('y'.repeat(1000), 10).length).toBeLessThan(14)
  expect(operationText(history, 3)).toBe('cas x [1,3] (failed)')
})
