import { describe, expect, it } from 'vitest'
import { checkTransactions } from '../../../../checkers/cycles/index.ts'
import { operationsOf, together } from './transactions.ts'
import type { Planned } from './transactions.ts'

const fork = [
  together(['w', 'x', 1]),
  together(['w', 'y', 1]),
  together(['r', 'x', 1], ['r', 'y', null]),
  together(['r', 'x', null], ['r', 'y', 1]),
]

describe('checkTransactions of long-fork', () => {
  it('finds two reads that disagree on the order of two writes', () => {
    const verdict = checkTransactions('long-fork', operationsOf(fork))
    expect(verdict).toMatchObject({
      valid: false,
      consistency: 'snapshot-isolation',
      anomaly: {
        kind: 'long-fork',
        headline:
          'long fork: 2 reads each saw a write that another missed, so no order of the writes explains them',
      },
      violation: { property: 'snapshot-isolation', shape: 'long-fork' },
    })
    expect(verdict.core).toHaveLength(4)
  })

  it('finds three reads that disagree in a circle', () => {
    const circle = [
      ...['x', 'y', 'z'].map((key) => together(['w', key, 1])),
      together(['r', 'x', 1], ['r', 'y', null]),
      together(['r', 'y', 1], ['r', 'z', null]),
      together(['r', 'z', 1], ['r', 'x', null]),
    ]
    expect(checkTransactions('long-fork', operationsOf(circle)).anomaly).toMatchObject({ kind: 'long-fork' })
  })

  it('accepts reads that one order explains, and a stale one unless real time is asked for', () => {
    const planned: Planned[] = [
      { micros: [['w', 'x', 1]], at: [0, 1] },
      {
        micros: [
          ['r', 'x', null],
          ['r', 'y', null],
        ],
        at: [2, 3],
      },
    ]
    expect(checkTransactions('long-fork', operationsOf(planned)).valid).toBe(true)
    expect(
      checkTransactions('long-fork', operationsOf(planned), { consistency: 'strict-serializable' }),
    ).toMatchObject({ valid: false, anomaly: { kind: 'G-single-item-realtime' } })
  })

  it.each<[RegExp, Planned[]]>([
    [
      /writes "x" again; in long-fork each key is written once/,
      [together(['w', 'x', 1]), together(['w', 'x', 2])],
    ],
    [/writes beside other micro-operations/, [together(['w', 'x', 1], ['r', 'y', null])]],
  ])('refuses what is no such test: %s', (message, planned) => {
    expect(() => checkTransactions('long-fork', operationsOf(planned))).toThrow(message)
  })

  it('lets a write be tried again when it failed', () => {
    const failed: Planned = { micros: [['w', 'x', 1]], at: [0, 1], type: 'fail' }
    expect(checkTransactions('long-fork', operationsOf([failed, together(['w', 'x', 2])])).valid).toBe(true)
  })
})
