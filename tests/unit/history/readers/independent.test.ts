import { describe, expect, it } from 'vitest'
import { pairEvents } from '../../../../src/history/pairing.ts'
import type { PairedHistory } from '../../../../src/history/pairing.ts'
import { looksIndependent, unwrapIndependent } from '../../../../src/history/readers/independent.ts'
import { checkOperationValues } from '../../../../src/history/readers/operation-values.ts'

type Call = readonly [f: string, invoked: unknown, ok: unknown, key?: string]

const paired = (...calls: Call[]): PairedHistory =>
  pairEvents(
    calls.flatMap(([f, invoked, ok, key]) => {
      const common = { process: 0, f, ...(key !== undefined && { key }) }
      return [
        { ...common, type: 'invoke' as const, value: invoked },
        { ...common, type: 'ok' as const, value: ok },
      ]
    }),
  )

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
      'other functions',
      false,
      [
        ['read', [0, null], [0, 3]],
        ['append', [0, 1], [0, 1]],
      ],
    ],
    ['no operations', false, []],
  ])('are found or not in %s', (_name, found, calls) => {
    expect(looksIndependent(paired(...calls))).toBe(found)
  })

  it('are taken apart, whatever the key', () => {
    const { operations } = unwrapIndependent(
      paired(['write', [0, 3], null], ['cas', ['y', [1, 2]], ['y', [1, 2]]], ['read', [[1], null], [[1], 3]]),
      'f',
    )
    expect(
      operations.map(({ key, value, outcome }) => [key, value, outcome.type === 'ok' && outcome.value]),
    ).toEqual([
      ['0', 3, null],
      ['y', [1, 2], [1, 2]],
      ['[1]', null, 3],
    ])
  })

  it('must be tuples when they are said to be', () => {
    expect(() => unwrapIndependent(paired(['write', [0, 3], [0, 3]], ['write', 3, 3]), 'f')).toThrow(
      'f:3: field "value": write must have [key, value] with --independent; found 3',
    )
    expect(() => unwrapIndependent(paired(['read', [0, null], 3]), 'f')).toThrow(
      'f:2: field "value": read must return [0, value] with --independent; found 3',
    )
    expect(() => unwrapIndependent(paired(['read', [0, null], [1, 3]]), 'f')).toThrow('found [1,3]')
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
    expect(() => checkOperationValues(paired(...calls), 'f', listReads)).toThrow(message)
  })

  it('takes null for what is absent', () => {
    const calls: Call[] = [
      ['read', undefined, null],
      ['dequeue', undefined, null],
      ['write', null, undefined],
    ]
    expect(() => checkOperationValues(paired(...calls), 'f', true)).not.toThrow()
  })
})
