import { describe, expect, it } from 'vitest'
import { checkTransactions } from '../../../../checkers/cycles/index.ts'
import type { TransactionOptions, TransactionVerdict } from '../../../../checkers/cycles/index.ts'
import { operationsOf, together } from './transactions.ts'
import type { Planned } from './transactions.ts'

const check = (planned: readonly Planned[], options: TransactionOptions = {}): TransactionVerdict =>
  checkTransactions('rw-register', operationsOf(planned), options)
const kindOf = (...planned: Planned[]): string | undefined => check(planned).anomaly?.kind
const one = (at: number, ...micros: Planned['micros']): Planned => ({ micros, at: [at, at + 0.5] })

const writeSkew = [together(['r', 'x', null], ['w', 'y', 1]), together(['r', 'y', null], ['w', 'x', 1])]

describe('checkTransactions of rw-register', () => {
  it('accepts what one order explains, whatever the order of writes that nobody read', () => {
    expect(
      check([
        together(['w', 'x', 1], ['w', 'x', 2]),
        together(['w', 'x', 3]),
        { micros: [['w', 'x', 4]], at: [0, 1], type: 'info' },
        one(2, ['r', 'x', 4], ['r', 'y', null]),
      ]),
    ).toMatchObject({ valid: true, model: 'rw-register', operations: 4, partitions: 2, anomalies: [] })
  })

  it.each<[string, Planned[]]>([
    ['G1a', [{ micros: [['w', 'x', 1]], at: [0, 1], type: 'fail' }, together(['r', 'x', 1])]],
    ['G1b', [together(['w', 'x', 1], ['w', 'x', 2]), together(['r', 'x', 1])]],
    ['internal', [together(['w', 'x', 1], ['r', 'x', null])]],
    ['internal', [together(['w', 'x', 1]), together(['r', 'x', null], ['r', 'x', 1])]],
    ['future-read', [together(['r', 'x', 1], ['w', 'x', 1])]],
    ['unwritten-value', [together(['r', 'x', 9])]],
    ['lost-update', [together(['r', 'x', null], ['w', 'x', 1]), together(['r', 'x', null], ['w', 'x', 2])]],
    ['G1c', [together(['w', 'x', 1], ['r', 'y', 1]), together(['w', 'y', 1], ['r', 'x', 1])]],
    ['G-single-item', [together(['w', 'x', 1], ['w', 'y', 1]), together(['r', 'x', 1], ['r', 'y', null])]],
    ['G2-item', writeSkew],
    ['G-single-item-realtime', [one(0, ['w', 'x', 1]), one(1, ['r', 'x', null])]],
    ['G1c-realtime', [one(0, ['r', 'x', 1]), one(1, ['w', 'x', 1])]],
    [
      'G-single-item-realtime',
      // the first value is read again after the second was
      [
        together(['w', 'x', 1]),
        together(['w', 'x', 2]),
        one(2, ['r', 'x', 1]),
        one(3, ['r', 'x', 2]),
        one(4, ['r', 'x', 1]),
      ],
    ],
    [
      'no-order',
      // whichever of the writes came first, one of the reads contradicts it
      [
        together(['w', 'x', 1], ['w', 'y', 2]),
        together(['w', 'x', 2], ['w', 'y', 1]),
        together(['r', 'x', 1], ['r', 'y', 1]),
      ],
    ],
  ])('%s', (kind, planned) => {
    expect(kindOf(...planned)).toBe(kind)
  })

  it('a transaction of unknown outcome counts whole once one of its writes was read', () => {
    const crashed: Planned = {
      micros: [
        ['w', 'x', 1],
        ['w', 'y', 1],
      ],
      at: [0, 1],
      type: 'info',
    }
    expect(check([crashed, one(2, ['r', 'y', null])]).valid).toBe(true)
    expect(kindOf(crashed, one(2, ['r', 'x', 1]), one(3, ['r', 'y', null]))).toBe('G-single-item-realtime')
  })

  it('tells the levels apart', () => {
    const stale = [one(0, ['w', 'x', 1]), one(1, ['r', 'x', null])]
    const valid = (planned: Planned[], consistency: TransactionOptions['consistency']): unknown =>
      check(planned, consistency === undefined ? {} : { consistency }).valid
    expect(valid(stale, 'serializable')).toBe(true)
    expect(valid(writeSkew, 'serializable')).toBe(false)
    expect(valid(writeSkew, 'snapshot-isolation')).toBe(true)
    expect(check(writeSkew, { consistency: 'snapshot-isolation' }).promise).toMatch(/nor is write skew found/)
    expect(
      valid(
        [together(['w', 'x', 1], ['w', 'y', 1]), together(['r', 'x', 1], ['r', 'y', null])],
        'snapshot-isolation',
      ),
    ).toBe(false)
  })

  it.each<[unknown, unknown]>([
    [0, { valid: true }],
    [{ x: 0, 7: 0 }, { valid: true }],
    [{ x: 0 }, { valid: false, anomaly: { kind: 'unwritten-value' } }],
    [undefined, { valid: false }],
  ])('takes %j for what is there at first', (initial, expected) => {
    const reads = [together(['r', 'x', 0]), together(['r', 7, 0])]
    expect(check(reads, { initial })).toMatchObject(expected as object)
  })

  it('a value that was written twice, or is the initial one, is left to the search', () => {
    const twice = [one(0, ['w', 'x', 1]), one(1, ['w', 'x', 2]), one(2, ['w', 'x', 1])]
    expect(check([...twice, one(3, ['r', 'x', 1])]).valid).toBe(true)
    expect(kindOf(...twice, one(3, ['r', 'x', 2]))).toBe('G0-realtime')
    const undecided = check([...twice, one(3, ['r', 'x', 1])], { maxSteps: 1 })
    expect(undecided).toMatchObject({ valid: 'unknown', spent: 'steps' })
    expect(undecided.because).toMatch(
      /^no anomaly was found, but no order .*: 1 was written to "x" more than once/,
    )
  })

  it('takes the long names of micro-operations, keywords, and any JSON for keys', () => {
    const value = [
      ['write', { a: 1 }, [1]],
      [':read', { a: 1 }, [1]],
      ['read', null],
    ]
    const operation = {
      id: 0,
      process: 0,
      f: 'txn',
      value,
      outcome: { type: 'ok' as const, value },
      invoked: 0,
      returned: 1,
    }
    expect(checkTransactions('rw-register', [operation])).toMatchObject({ valid: true, partitions: 2 })
  })

  it.each<[string, unknown, unknown]>([
    ['a written value', [['w', 'x', 1]], [['w', 'x', 2]]],
    ['a key', [['r', 'x', null]], [['r', 'y', 1]]],
    ['a function', [['r', 'x', null]], [['w', 'x', 1]]],
    [
      'a count',
      [['r', 'x', null]],
      [
        ['r', 'x', null],
        ['r', 'y', null],
      ],
    ],
  ])('refuses a completion with another %s', (_name, value, completed) => {
    const outcome = { type: 'ok' as const, value: completed }
    const operation = { id: 5, process: 2, f: 'txn', value, outcome, invoked: 0, returned: 1 }
    expect(() => checkTransactions('rw-register', [operation])).toThrow(
      /^operation 5, completion: the transaction of process 2 completes with .*, but was invoked with/,
    )
  })

  it('refuses a level that is none', () => {
    const consistency = 'read-committed' as 'serializable'
    expect(() => check([], { consistency })).toThrow(
      'rw-register cannot be checked for read-committed; it can for strict-serializable, serializable, snapshot-isolation',
    )
  })
})
