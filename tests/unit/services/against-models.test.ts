import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { models, type Model } from '../../../checkers/models/index.ts'
import type { Json } from '../../../src/base/json.ts'
import type { Operation } from '../../../src/history/operation.ts'
import { Directory } from '../../../src/services/directory.ts'
import { Ledger } from '../../../src/services/ledger.ts'
import type { Result, StateMachine } from '../../../src/services/state-machine.ts'

interface AnyCall {
  readonly f: string
  readonly value: Json
}

const path = fc.constantFrom('/', '/a', '/b', '/a/a', '/a/b', '/b/a', '/a/a/a', '/a/a/b', 'a//b/')
const directoryCall: fc.Arbitrary<AnyCall> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ f: fc.constant('create'), value: path }) },
  fc.record({
    f: fc.constant('create'),
    value: fc.record({ path, kind: fc.constantFrom('file', 'directory') }),
  }),
  { weight: 2, arbitrary: fc.record({ f: fc.constantFrom('remove', 'list', 'stat'), value: path }) },
  { weight: 2, arbitrary: fc.record({ f: fc.constant('rename'), value: fc.tuple(path, path) }) },
)

const account = fc.constantFrom('x', 'y', 'z')
const amount = fc.nat(6)
const ledgerCall: fc.Arbitrary<AnyCall> = fc.oneof(
  fc.record({ f: fc.constantFrom('open', 'balance'), value: account }),
  fc.record({
    f: fc.constantFrom('open', 'deposit', 'credit', 'debit'),
    value: fc.record({ account, amount }),
  }),
  fc.record({ f: fc.constant('transfer'), value: fc.record({ from: account, to: account, amount }) }),
)

const json = (call: AnyCall): Json => call as unknown as Json

const operation = ({ f, value }: AnyCall, result: Json): Operation => ({
  id: 0,
  process: 0,
  f,
  value,
  outcome: { type: 'ok', value: result },
  invoked: 0,
  returned: 1,
})

const errors = ['not found', 'exists', 'not empty', 'not a directory', 'invalid', 'insufficient funds']
const cases: [string, () => StateMachine, Model, fc.Arbitrary<AnyCall>, readonly string[]][] = [
  ['directory', () => new Directory(), models.directory, directoryCall, errors.slice(0, 5)],
  ['ledger', () => new Ledger(), models.ledger, ledgerCall, ['not found', 'exists', 'insufficient funds']],
]

describe.each(cases)('the %s', (_name, make, model, call, itsErrors) => {
  test('gives, call by call, what the model of the checker accepts, and nothing else is accepted', () => {
    const met = new Set<string>()
    fc.assert(
      fc.property(fc.array(call, { maxLength: 40, size: 'max' }), (calls) => {
        const machine = make()
        let state = model.init()
        for (const one of calls) {
          const result = machine.apply(json(one)) as Extract<Result, { type: 'ok' }>
          expect(result.type).toBe('ok')
          const next = model.step(state, operation(one, result.value))
          expect(next, JSON.stringify([one, result])).toBeDefined()
          for (const error of errors) {
            const same = (result.value as { error?: string } | null)?.error === error
            expect(model.step(state, operation(one, { error })) !== undefined && !same).toBe(
              // to a balance of no account, the model takes an error as well as null
              one.f === 'balance' && result.value === null && error === 'not found',
            )
            if (same) met.add(`${one.f} ${error}`)
          }
          state = next
        }
      }),
      { numRuns: 300 },
    )
    expect([...new Set([...met].map((each) => each.slice(each.indexOf(' ') + 1)))].sort()).toEqual(
      [...itsErrors].sort(),
    )
  })

  test('a preview is what apply would give and changes nothing; so is a read', () => {
    fc.assert(
      fc.property(
        fc.array(call, { maxLength: 30 }),
        fc.array(call, { maxLength: 5 }),
        call,
        (calls, asked, last) => {
          const [machine, untouched] = [make(), make()]
          for (const one of calls) {
            machine.apply(json(one))
            untouched.apply(json(one))
          }
          for (const one of asked) {
            const previewed = machine.preview(json(one))
            if (machine.isRead(json(one))) expect(machine.apply(json(one))).toEqual(previewed)
          }
          const previewed = machine.preview(json(last))
          expect(machine.apply(json(last))).toEqual(previewed)
          expect(untouched.apply(json(last))).toEqual(previewed)
        },
      ),
    )
  })

  test.each([
    { f: 'fly', value: null },
    { f: 'fly', value: '/a' },
    { f: 'create', value: 7 },
    { f: 'create', value: { path: '/a', kind: 'socket' } },
    { f: 'rename', value: '/a' },
    { f: 'rename', value: ['/a'] },
    { f: 'deposit', value: 'x' },
    { f: 'deposit', value: { account: 'x', amount: -1 } },
    { f: 'debit', value: { account: 'x', amount: 0.5 } },
    { f: 'transfer', value: { from: 'x', amount: 1 } },
  ])('%j is no call: it fails, and changes nothing', (one) => {
    const machine = make()
    expect(machine.apply(one as unknown as Json)).toMatchObject({ type: 'fail' })
  })
})

test('money is never created nor lost by a transfer, and no balance falls below 0', () => {
  fc.assert(
    fc.property(fc.array(ledgerCall, { maxLength: 60, size: 'max' }), (calls) => {
      const ledger = new Ledger()
      for (const one of calls) {
        const before = ledger.total
        const result = ledger.apply(json(one))
        const done = result.type === 'ok' && result.value === null && one.f !== 'balance'
        const moved = typeof one.value === 'object' ? (one.value as { amount: number }).amount : 0
        const sign = one.f === 'debit' ? -1 : one.f === 'transfer' ? 0 : 1
        expect(ledger.total - before).toBe(done ? sign * moved || 0 : 0)
        for (const name of ['x', 'y', 'z']) {
          const balance = ledger.preview({ f: 'balance', value: name })
          expect(balance.type === 'ok' && Number(balance.value) >= 0).toBe(true)
        }
      }
    }),
  )
})

describe('the directory', () => {
  const with_ = (...calls: AnyCall[]): ((f: string, value: Json) => Json) => {
    const directory = new Directory()
    for (const one of calls) expect(directory.apply(json(one))).toEqual({ type: 'ok', value: null })
    return (f, value) => {
      const result = directory.apply({ f, value })
      return result.type === 'ok' ? result.value : result.error
    }
  }

  test('renames across parents with all that is below, never into itself', () => {
    const call = with_(
      { f: 'create', value: '/a' },
      { f: 'create', value: '/a/b' },
      { f: 'create', value: { path: '/a/b/f', kind: 'file' } },
      { f: 'create', value: '/c' },
    )
    expect(call('rename', ['/a', '/a/b/d'])).toEqual({ error: 'invalid' })
    expect(call('rename', ['/', '/c/d'])).toEqual({ error: 'invalid' })
    expect(call('rename', ['/a/b', '/c'])).toEqual({ error: 'exists' })
    expect(call('rename', ['/a/b', '/c/d'])).toBeNull()
    expect(call('list', '/a')).toEqual([])
    expect(call('stat', '/c/d/f')).toBe('file')
    expect(call('list', '/c/d/f')).toEqual({ error: 'not a directory' })
    expect(call('create', '/c/d/f/g')).toEqual({ error: 'not a directory' })
    expect(call('remove', '/c')).toEqual({ error: 'not empty' })
    expect(call('list', '/')).toEqual(['a', 'c'])
  })
})
