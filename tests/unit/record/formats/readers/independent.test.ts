import { describe, expect, it } from 'vitest'
import { pairEvents } from '../../../../../src/record/pair-events.ts'
import type { PairedHistory } from '../../../../../src/record/pairing.ts'
import { IndependentTuples } from '../../../../../src/record/formats/readers/independent.ts'
import { checkOperationValues } from '../../../../../src/record/formats/readers/operation-values.ts'

type Call = readonly [f: string, invoked: unknown, ok: unknown, key?: string]

const paired = (calls: readonly Call[], tuples?: IndependentTuples): PairedHistory =>
  pairEvents(
    calls.flatMap(([f, invoked, ok, key]) => {
      const common = { process: 0, f, ...(key !== undefined && { key }) }
      return [
        { ...common, type: 'invoke' as const, value: invoked },
        { ...common, type: 'ok' as const, value: ok },
      ]
    }),
    tuples && { reshape: (operation, lines) => tuples.take(operation, lines) },
  )

/** The operations of a file that is said to have tuples, or in which they are to be found out. */
function read(given: boolean, ...calls: Call[]): { readonly found: boolean; readonly calls: unknown } {
  const tuples = new IndependentTuples('f', given)
  const { operations } = paired(calls, tuples)
  const found = tuples.areFound()
  return {
    found,
    calls: operations.map(({ key, value, outcome }) => [key, value, outcome.type === 'ok' && outcome.value]),
  }
}

describe('independent tuples', () => {
  it.each<[string, boolean, Call[]]>([
    [
      'reads and writes',
      true,
      [
        ['write', [0, 3], [0, 3]],
        ['read', [0, null], [0, 3]],
      ],
    ],
    ['a cas', true, [['cas', [0, [1, 2]], [0, [1, 2]]]]],
    ['a cas of a plain register', false, [['cas', [1, 2], [1, 2]]]],
    ['writes alone, which may write pairs', false, [['write', [0, 3], [0, 3]]]],
    [
      'reads of pairs',
      false,
      [
        ['write', [0, 3], [0, 3]],
        ['read', null, [0, 3]],
      ],
    ],
    [
      'one value that is no tuple',
      false,
      [
        ['write', 3, 3],
        ['read', [0, null], [0, 3]],
      ],
    ],
    ['keys', false, [['read', [0, null], [0, 3], 'x']]],
    [
      'lists',
      true,
      [
        ['read', [0, null], [0, [1]]],
        ['append', [0, 1], [0, 1]],
      ],
    ],
    ['locks', true, [['acquire', [0, null], [0, null]]]],
    ['transactions', true, [['txn', [0, [['r', 'x', null]]], [0, [['r', 'x', 1]]]]]],
    [
      'plain transactions of two steps',
      false,
      [
        [
          'txn',
          [
            ['r', 1, null],
            ['r', 2, null],
          ],
          [
            ['r', 1, null],
            ['r', 2, null],
          ],
        ],
      ],
    ],
    ['a flat cas', true, [['cas', [0, 1, 2], [0, 1, 2]]]],
    [
      'versions not known yet',
      false,
      [
        ['read', [null, null], [3, 5]],
        ['write', [null, 5], [4, 5]],
      ],
    ],
    ['no operations', false, []],
  ])('are found or not in %s', (_name, found, calls) => {
    expect(read(false, ...calls).found).toBe(found)
  })

  it.each([true, false])('are taken apart, whatever the key', (given) => {
    const calls: Call[] = [
      ['write', [0, 3], null],
      ['cas', ['y', [1, 2]], ['y', [1, 2]]],
      ['read', [[1], null], [[1], 3]],
    ]
    expect(read(given, ...calls).calls).toEqual([
      ['0', 3, null],
      ['y', [1, 2], [1, 2]],
      ['[1]', null, 3],
    ])
  })

  it('are taken apart of a flat cas and of transactions, whose objects they keep apart', () => {
    expect(read(false, ['cas', ['y', 1, 2], ['y', 1, 2]], ['read', ['y', null], ['y', 2]]).calls).toEqual([
      ['y', [1, 2], [1, 2]],
      ['y', null, 2],
    ])
    const txn: Call = ['txn', [7, [['r', 'x', null]]], [7, [['r', 'x', 1]]]]
    expect(read(false, txn).calls).toEqual([[undefined, [['r', '[7,"x"]', null]], [['r', '[7,"x"]', 1]]]])
  })

  it('that are none are left as they are', () => {
    const pairs: Call[] = [
      ['write', [0, 3], [0, 3]],
      ['read', null, [0, 3]],
    ]
    expect(read(false, ...pairs).calls).toEqual([
      [undefined, [0, 3], [0, 3]],
      [undefined, null, [0, 3]],
    ])
    const writes = Array.from({ length: 3000 }, (_, n): Call => ['write', [n, n], [n, n]])
    const { found, calls } = read(false, ...writes, ['read', null, [1, 1]])
    expect(found).toBe(false)
    expect((calls as unknown[])[2999]).toEqual([undefined, [2999, 2999], [2999, 2999]])
  })

  it('are taken apart in a long history, before and after it is known that they are', () => {
    const calls = Array.from({ length: 3000 }, (_, n): Call =>
      n % 2 === 0 ? ['write', [n % 9, n], [n % 9, n]] : ['read', [n % 9, null], [n % 9, n]],
    )
    expect(read(false, ...calls).calls).toEqual(
      calls.map((_, n) => (n % 2 === 0 ? [String(n % 9), n, n] : [String(n % 9), null, n])),
    )
    expect(() => read(false, ...calls, ['write', 3, 3])).toThrow(
      'f:6001: field "value": write must have [key, value] as all operations before it do; found 3',
    )
  })

  it('must be tuples when they are said to be', () => {
    expect(() => read(true, ['write', [0, 3], [0, 3]], ['write', 3, 3])).toThrow(
      'f:3: field "value": write must have [key, value] with --independent; found 3',
    )
    expect(() => read(true, ['read', [0, null], 3])).toThrow(
      'f:2: field "value": read must return [0, value] with --independent; found 3',
    )
    expect(() => read(true, ['read', [0, null], [1, 3]])).toThrow('found [1,3]')
  })
})

describe('checkOperationValues', () => {
  it.each<[string, Call[], boolean]>([
    [
      'f:1: field "value" is missing; the invoke of write must say its value',
      [['write', undefined, 1]],
      false,
    ],
    ['f:1: field "value" of cas must be [from, to]; found 3', [['cas', 3, 3]], false],
    ['f:1: field "value" is missing; the invoke of cas must say [from, to]', [['cas', undefined, 3]], false],
    [
      'f:2: field "value" is missing; the ok of read must say what it returned',
      [['read', null, undefined]],
      false,
    ],
    ['f:2: field "value" is missing; the ok of dequeue', [['dequeue', null, undefined]], false],
    ['f:2: field "value" of contains must be true or false; found 1', [['contains', 1, 1]], true],
    ['f:2: field "value" of read must be the list of what is there', [['read', null, 3]], true],
  ])('refuses: %s', (message, calls, listReads) => {
    expect(() => checkOperationValues(paired(calls), 'f', listReads)).toThrow(message)
  })

  it('takes null for what is absent', () => {
    const calls: Call[] = [
      ['read', undefined, null],
      ['dequeue', undefined, null],
      ['write', null, undefined],
    ]
    expect(() => checkOperationValues(paired(calls), 'f', true)).not.toThrow()
  })
})
