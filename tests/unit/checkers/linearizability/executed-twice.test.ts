import { describe, expect, test } from 'vitest'
import { generatePayments, type PaymentWorkload } from '../../../../bench/ledger-histories.ts'
import { checkLinearizability, linearizabilityViolation } from '../../../../checkers/linearizability/index.ts'
import type { LinearizabilityVerdict } from '../../../../checkers/linearizability/index.ts'
import { models } from '../../../../checkers/models/index.ts'
import type { Operation } from '../../../../src/record/operation.ts'

type Failed = Extract<LinearizabilityVerdict, { valid: false }>
type Line = readonly [f: string, value: unknown, result: unknown, request?: Operation['request']]

/** One operation after the other, each of a process of its own. */
const history = (...lines: readonly Line[]): Operation[] =>
  lines.map(([f, value, result, request], id) => ({
    id,
    process: id,
    f,
    value,
    outcome: { type: 'ok', value: result },
    invoked: 2 * id,
    returned: 2 * id + 1,
    ...(request !== undefined && { request }),
  }))

function failure(operations: readonly Operation[], model = models.ledger): Failed {
  const verdict = checkLinearizability(operations, model)
  if (verdict.valid !== false) throw new Error(`expected a failure, got ${verdict.valid}`)
  return verdict
}

const opened: readonly Line[] = [
  ['open', { account: 'a', amount: 100 }, null],
  ['open', { account: 'b', amount: 50 }, null],
]

describe('a payment that was executed twice', () => {
  const operations = history(
    ...opened,
    ['debit', { account: 'a', amount: 3 }, null, { client: 4, sequence: 9 }],
    ['transfer', { from: 'a', to: 'b', amount: 7 }, null, 'pay-77'],
    ['balance', 'a', 83, { client: 5, sequence: 2 }],
  )

  test('is named, with its client and number, and the balance that betrays it with its own', () => {
    const verdict = failure(operations)
    expect(verdict.failure.suspicion).toEqual({ operations: [operations[3]], orStale: false })
    const { headline, proof, facts } = linearizabilityViolation(verdict)
    expect(headline).toContain('balance("a") of a+b returned 83')
    expect(headline).toContain(
      'as if transfer("a", "b", 7) (process 3, request pay-77) had been executed twice',
    )
    expect(proof).toContainEqual({
      kind: 'let',
      text: 'transfer("a", "b", 7) on a+b succeeded (process 3, request pay-77, invoked at step 7, returned at step 8): executed a second time, it would explain what follows',
      step: 8,
    })
    expect(proof.at(-1)?.kind).toBe('however')
    expect(proof.at(-1)?.text).toContain('(process 4, request 2 of session 5, invoked at step 9')
    expect(facts.map(({ operation }) => operation)).toContain(3)
  })

  test('shows in any answer: a payment that finds no funds, an account that exists already', () => {
    const drained = failure(
      history(
        ...opened,
        ['debit', { account: 'b', amount: 20 }, null],
        ['debit', { account: 'b', amount: 15 }, { error: 'insufficient funds' }],
      ),
    )
    expect(drained.failure.suspicion?.operations.map(({ id }) => id)).toEqual([2])
    const again = failure(history(['open', 'c', { error: 'exists' }]))
    expect(again.failure.suspicion?.operations.map(({ id }) => id)).toEqual([0])
  })

  test('may be one of several that would do, and what comes later tells them apart', () => {
    const same: readonly Line[] = [
      ...opened,
      ['debit', { account: 'a', amount: 5 }, null],
      ['transfer', { from: 'a', to: 'b', amount: 5 }, null],
      ['balance', 'a', 85],
    ]
    const { failure: undecided } = failure(history(...same))
    expect(undecided.suspicion?.operations.map(({ id }) => id)).toEqual([3, 2])
    expect(undecided.because).toContain('as if one of 2 operations before it had been executed twice')
    const { failure: told } = failure(history(...same, ['balance', 'b', 55]))
    expect(told.suspicion?.operations.map(({ id }) => id)).toEqual([2])
  })

  test('an append shows twice in its list', () => {
    const { failure: found } = failure(
      history(['append', 1, null], ['append', 2, null], ['read', null, [1, 2, 1]]),
      models.append,
    )
    expect(found.suspicion?.operations.map(({ id }) => id)).toEqual([0])
  })
})

describe('what is no repetition', () => {
  test('a balance that no single repetition explains', () => {
    const { failure: found } = failure(
      history(...opened, ['debit', { account: 'a', amount: 5 }, null], ['balance', 'a', 94]),
    )
    expect(found.suspicion).toBeUndefined()
    expect(found.because).not.toContain('twice')
  })

  test('an old balance: both would do, until later balances are right', () => {
    const lines: readonly Line[] = [
      ...opened,
      ['debit', { account: 'a', amount: 5 }, null],
      ['balance', 'a', 95],
      ['deposit', { account: 'a', amount: 5 }, null],
      ['balance', 'a', 95],
    ]
    const { failure: both } = failure(history(...lines))
    expect(both.suspicion).toMatchObject({ orStale: true })
    expect(both.because).toContain('or as if this were answered from an older state')
    expect(failure(history(...lines, ['balance', 'a', 100])).failure.suspicion).toBeUndefined()
  })

  test('a register: any old value would be a write executed again', () => {
    const { failure: found } = failure(
      history(['write', 1, null], ['write', 2, null], ['read', null, 1]),
      models.kv,
    )
    expect(found.suspicion).toBeUndefined()
  })
})

describe('among many payments of clients at once', () => {
  const workload: PaymentWorkload = { operations: 36, clients: 3, accounts: 2 }
  const tried = (more: Partial<PaymentWorkload>) =>
    Array.from({ length: 16 }, (_, seed) => {
      const { operations, culprit } = generatePayments({ ...workload, ...more, seed })
      const verdict = checkLinearizability(operations, models.ledger)
      return { verdict, culprit, suspicion: verdict.valid === false ? verdict.failure.suspicion : undefined }
    })

  test('the histories of a right ledger hold, with unknown outcomes or without', () => {
    for (const unknown of [0, 0.1])
      for (const { verdict } of tried({ unknown })) expect(verdict.valid).toBe(true)
  })

  test('the one executed twice is among the suspects, whenever it shows', () => {
    const shown = tried({ twice: true }).filter(({ verdict }) => verdict.valid === false)
    expect(shown.length).toBeGreaterThan(10)
    for (const { suspicion, culprit } of shown)
      expect(suspicion?.operations.map(({ id }) => id)).toContain(culprit)
  })

  test('an old balance makes no payment a suspect alone', () => {
    const shown = tried({ stale: true }).filter(({ verdict }) => verdict.valid === false)
    expect(shown.length).toBeGreaterThan(6)
    for (const { suspicion } of shown) if (suspicion !== undefined) expect(suspicion.orStale).toBe(true)
  })
})
