import { describe, expect, test } from 'vitest'
import type { Json } from '../../../src/base/json.ts'
import type { ClientEvent } from '../../../src/maelstrom/event.ts'
import { setFull } from '../../../src/maelstrom/workloads/set-full.ts'

let process = 0
/** Operations one after the other: `[f, value, result]`; without a result its outcome is unknown. */
const history = (operations: readonly (readonly [f: string, value: Json, result?: Json])[]): ClientEvent[] =>
  operations.flatMap(([f, value, result], at) => {
    const common = { time: 0, process: process++, f }
    return [
      { ...common, index: 2 * at, type: 'invoke' as const, value },
      {
        ...common,
        index: 2 * at + 1,
        type: result === undefined ? ('info' as const) : ('ok' as const),
        value: result ?? value,
      },
    ]
  })

describe('set-full', () => {
  test.each([
    [
      'an element that is shown',
      [
        ['add', 1, 1],
        ['read', null, [1]],
      ],
      true,
    ],
    [
      'one that is late',
      [
        ['add', 1, 1],
        ['read', null, []],
        ['read', null, [1]],
      ],
      true,
    ],
    [
      'one that is lost',
      [
        ['add', 1, 1],
        ['read', null, [1]],
        ['read', null, []],
      ],
      false,
    ],
    [
      'one that was never shown',
      [
        ['add', 1, 1],
        ['read', null, []],
      ],
      false,
    ],
    [
      'an unknown one that is not shown',
      [
        ['add', 1, 1],
        ['add', 2],
        ['read', null, [1]],
      ],
      true,
    ],
    [
      'an unknown one that was shown and is lost',
      [
        ['add', 2],
        ['read', null, [2]],
        ['read', null, []],
      ],
      false,
    ],
    [
      'one that is shown twice',
      [
        ['add', 1, 1],
        ['read', null, [1, 1]],
      ],
      false,
    ],
    [
      'one that nobody added',
      [
        ['add', 1, 1],
        ['read', null, [1, 7]],
      ],
      false,
    ],
    ['no read', [['add', 1, 1]], 'unknown'],
  ] as const)('%s', (_, operations, valid) => {
    expect(setFull(history(operations as never), 'add').valid).toBe(valid)
  })

  test('goes by every read of the end, whichever begins last', () => {
    const reads = (first: Json, second: Json): ClientEvent[] =>
      history([
        ['add', 1, 1],
        ['read', null, first],
        ['read', null, second],
      ]).map((event) => (event.f === 'read' ? { ...event, final: true } : event))
    expect(setFull(reads([1], [1]), 'add').valid).toBe(true)
    expect(setFull(reads([1], []), 'add').valid).toBe(false)
    const { valid, because } = setFull(reads([], [1]), 'add')
    expect(valid).toBe(false)
    expect(because).toContain('one of the end, does not show it')
  })

  test('asks nothing of a read of the end for what is known by another one only', () => {
    const events = history([
      ['add', 1],
      ['read', null, []],
      ['read', null, [1]],
    ]).map((event) => (event.f === 'read' ? { ...event, final: true } : event))
    expect(setFull(events, 'add').valid).toBe(true)
  })

  test('says what is lost', () => {
    const { because, details } = setFull(
      history([
        ['add', 5, 5],
        ['read', null, []],
      ]),
      'add',
    )
    expect(because).toContain('5 is lost')
    expect(details).toMatchObject({ 'lost-count': 1, lost: [5] })
  })
})

test.each<[Json[], string]>([
  [[1, 'late'], 'a read shows "late", which no add ever added'],
  [[1, { a: 'b' }], 'a read shows {"a":"b"}, which no add ever added'],
  [[1, 'x', 'x'], 'one read shows "x" 2 times'],
  [[1, 'x'.repeat(999)], `a read shows "${'x'.repeat(199)}, which no add ever added`],
])('what a read shows is told as JSON, and cut: %j', (read, because) => {
  const seen = history([
    ['add', 1, 1],
    ['read', null, read],
  ])
  expect(setFull(seen, 'add').because).toBe(because)
})
