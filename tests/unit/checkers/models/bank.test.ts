import { describe, expect, test } from 'vitest'
import { checkLinearizability } from '../../../../checkers/linearizability/index.ts'
import { models, withInitial } from '../../../../checkers/models/index.ts'
import type { Model } from '../../../../checkers/models/index.ts'
import { history, ok, unknown } from '../linearizability/histories.ts'
import type { Line } from '../linearizability/histories.ts'

const { bank } = models
const check = (model: Model, ...lines: readonly Line[]) => checkLinearizability(history(...lines), model)
const move = { from: 'a', to: 'b', amount: 3 }

describe('bank', () => {
  test('starts as the first read found it, where no transfer can have come before', () => {
    const lines: readonly Line[] = [
      ['read', null, ok({ a: 5, b: 5 }), 0, 1],
      ['transfer', move, ok(move), 2, 3],
    ]
    expect(check(bank, ...lines, ['read', null, ok({ a: 2, b: 8 }), 4, 5])).toMatchObject({ valid: true })
    // the total is right, but the transfer had returned
    const stale = check(bank, ...lines, ['read', null, ok({ a: 5, b: 5 }), 4, 5])
    expect(stale).toMatchObject({ valid: false, failure: { operation: { id: 2 } } })
    expect(stale.promise).toContain('linearizability')
  })

  test('checks the totals alone where the balances at first are not known, and says so', () => {
    const lines: readonly Line[] = [
      ['transfer', move, ok(move), 0, 1],
      ['read', null, ok({ a: 5, b: 5 }), 2, 3],
    ]
    const stale = check(bank, ...lines, ['read', null, ok({ a: 8, b: 2 }), 4, 5])
    expect(stale.valid).toBe(true)
    expect(stale.promise).toContain('a constant total')
    expect(stale.promise).toContain('--initial')
    const wrong = check(bank, ...lines, ['read', null, ok({ a: 8, b: 3 }), 4, 5])
    expect(wrong).toMatchObject({
      valid: false,
      failure: {
        because:
          'read of the bank returned {"a":8,"b":3}, but the bank was a total of 10 from the start and nothing had changed it',
      },
    })
  })

  test('no balance is below 0 or null, unless that is allowed', () => {
    const debt: Line = ['read', null, ok({ a: -1, b: 11 }), 0, 1]
    expect(check(bank, debt).valid).toBe(false)
    expect(check(withInitial(bank, { negative: true }), debt).valid).toBe(true)
    expect(check(bank, ['read', null, ok({ a: 10, b: null }), 0, 1]).valid).toBe(false)
    expect(check(withInitial(bank, 10), ['read', null, ok({ a: 4, b: 6 }), 0, 1]).valid).toBe(true)
    expect(check(withInitial(bank, 11), ['read', null, ok({ a: 4, b: 6 }), 0, 1]).valid).toBe(false)
  })

  test('accounts are those there are: none is found that was not, one left out has nothing', () => {
    const known = withInitial(bank, { a: 3, b: 0 })
    expect(check(known, ['read', null, ok({ a: 3 }), 0, 1]).valid).toBe(true)
    expect(check(known, ['read', null, ok({ a: 3, b: 0, c: 0 }), 0, 1]).valid).toBe(false)
    expect(check(known, ['read', null, ok({ b: 0 }), 0, 1]).valid).toBe(false)
    expect(check(known, ['transfer', { from: 'a', to: 'c', amount: 1 }, ok(), 0, 1]).valid).toBe(false)
  })

  test('a transfer of unknown outcome may have happened, and never with money that is not there', () => {
    const known = withInitial(bank, { a: 3, b: 0 })
    const transfer: Line = ['transfer', move, unknown, 0]
    expect(check(known, transfer, ['read', null, ok({ a: 0, b: 3 }), 1, 2]).valid).toBe(true)
    expect(check(known, transfer, ['read', null, ok({ a: 3, b: 0 }), 1, 2]).valid).toBe(true)
    expect(check(known, transfer, ['read', null, ok({ a: -3, b: 6 }), 1, 2]).valid).toBe(false)
  })

  test('what is no transfer and what is no map of balances is bad input', () => {
    const wrong =
      (...line: Line) =>
      () =>
        check(bank, line)
    expect(wrong('transfer', { from: 'a', to: 'b' }, ok(), 0, 1)).toThrow('{ from, to, amount }')
    expect(wrong('transfer', { from: 'a', to: 'b', amount: -1 }, ok(), 0, 1)).toThrow('{ from, to, amount }')
    expect(wrong('read', null, ok([1, 2]), 0, 1)).toThrow('a map of accounts to whole balances')
    expect(() => withInitial(bank, { a: -1 })).toThrow('whole balances of 0 or more')
    expect(() => withInitial(bank, 'rich')).toThrow('the model bank starts with a map')
  })
})
