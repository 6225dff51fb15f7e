import { describe, expect, it } from 'vitest'
import { checkTransactions } from '../../../../checkers/cycles/index.ts'
import type { TransactionVerdict } from '../../../../checkers/cycles/index.ts'
import { operationsOf, together } from './transactions.ts'
import type { Planned } from './transactions.ts'

const check = (...planned: Planned[]): TransactionVerdict =>
  checkTransactions('list-append', operationsOf(planned), { consistency: 'snapshot-isolation' })

describe('list-append for snapshot isolation', () => {
  it('allows write skew, and reads that are not recent', () => {
    const skew = [together(['r', 'x', []], ['append', 'y', 1]), together(['r', 'y', []], ['append', 'x', 1])]
    expect(check(...skew).valid).toBe(true)
    const stale: Planned = { micros: [['r', 'x', []]], at: [2, 3] }
    expect(check(together(['append', 'x', 1]), stale).valid).toBe(true)
  })

  it('forbids write skew between two that also append to one key, which nobody reads', () => {
    // they must overlap for the skew, and then the one that commits second is refused
    const verdict = check(
      together(['r', 'x', []], ['append', 'y', 1], ['append', 'z', 1]),
      together(['r', 'y', []], ['append', 'x', 1], ['append', 'z', 2]),
    )
    expect(verdict).toMatchObject({ valid: false, anomaly: { kind: 'no-order' } })
    expect(verdict.anomaly?.headline).toBe('no order of starts and commits explains 2 transactions')
  })

  it('forbids a fork: two anti-dependencies that do not meet', () => {
    expect(
      check(
        together(['append', 'x', 1]),
        together(['append', 'y', 1]),
        together(['r', 'x', [1]], ['r', 'y', []]),
        together(['r', 'x', []], ['r', 'y', [1]]),
      ).anomaly?.kind,
    ).toBe('G-nonadjacent-item')
  })

  it('forbids a lost update', () => {
    expect(
      check(together(['r', 'x', []], ['append', 'x', 1]), together(['r', 'x', []], ['append', 'x', 2]))
        .anomaly,
    ).toMatchObject({ kind: 'lost-update' })
  })
})
