import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { models, type Model } from '../../../../checkers/models/index.ts'
import type { Json } from '../../../../src/base/json.ts'
import type { Operation } from '../../../../src/record/operation.ts'
import { Directory } from '../../../../src/raft/services/directory.ts'
import { Ledger } from '../../../../src/raft/services/ledger.ts'
import type { Result, StateMachine } from '../../../../src/raft/services/state-machine.ts'

interface AnyCall {
  readonly f: string
  readonly value: Json
}

const path = fc.constantFrom('/', '/a', '/b', '/a/a', '/a/b', '/b/a', '/a/a/a', '/a/a/b', 'a//b/')
const version = fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined })
const kind = fc.constantFrom('file', 'directory')
/** With a version or without, as it is drawn. */
const record = <T extends { readonly [field: string]: fc.Arbitrary<Json> }>(fields: T): fc.Arbitrary<Json> =>
  fc.tuple(fc.record(fields), version).map(([given, expected]) => ({
    ...(given as object),
    ...(expected !== undefined && { version: expected }),
  }))
const directoryCall: fc.Arbitrary<AnyCall> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ f: fc.constant('create'), value: path }) },
  { weight: 2, arbitrary: fc.record({ f: fc.constant('create'), value: record({ path, kind }) }) },
  { weight: 2, arbitrary: fc.record({ f: fc.constantFrom('remove', 'list', 'stat'), value: path }) },
  fc.record({ f: fc.constant('remove'), value: record({ path, recursive: fc.boolean() }) }),
  fc.record({ f: fc.constant('rename'), value: fc.tuple(path, path) }),
  fc.record({ f: fc.constant('rename'), value: record({ from: path, to: path }) }),
)

const account = fc.constantFrom('x', 'y', 'z')
const amount = fc.oneof({ weight: 9, arbitrary: fc.nat(6) }, fc.constant(Number.MAX_SAFE_INTEGER))
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

const errors = [
  'not found',
  'exists',
  'not empty',
  'not a directory',
  'invalid',
  'version mismatch',
  'insufficient funds',
  'too much',
]
const cases: [string, () => StateMachine, Model, fc.Arbitrary<AnyCall>, readonly string[]][] = [
  ['directory', () => new Directory(), models.directory, directoryCall, errors.slice(0, 6)],
  ['ledger', () => new Ledger(), models.ledger, ledgerCall, ['not found', 'exists', ...errors.slice(6)]],
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
          const told = (result.value as { version?: number } | null)?.version
          if (told !== undefined) {
            const wrong = { ...(result.value as object), version: told + 1 }
            expect(model.step(state, operation(one, wrong as Json))).toBeUndefined()
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
    { f: 'remove', value: { path: '/a', recursive: 'yes' } },
    { f: 'remove', value: { path: '/a', version: 1.5 } },
    { f: 'open', value: { account: 'x', amount: -1 } },
    { value: '/a' },
    null,
    7,
    ['create', '/a'],
  ])('%j is no call: it fails, and changes nothing', (one) => {
    const machine = make()
    const before = machine.snapshot()
    expect(machine.apply(one as unknown as Json)).toMatchObject({ type: 'fail' })
    expect(machine.isRead(one as unknown as Json)).toBe(false)
    expect(machine.snapshot()).toEqual(before)
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
        const moved = BigInt(typeof one.value === 'object' ? (one.value as { amount: number }).amount : 0)
        const sign = one.f === 'debit' ? -1n : one.f === 'transfer' ? 0n : 1n
        expect(ledger.total - before).toBe(done ? sign * moved : 0n)
        for (const name of ['x', 'y', 'z']) {
          const balance = ledger.preview({ f: 'balance', value: name })
          const amount = balance.type === 'ok' ? (balance.value ?? 0) : -1
          expect(Number.isSafeInteger(amount) && Number(amount) >= 0).toBe(true)
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

  test('counts versions: 1 at first, one more with each name that comes or goes, or when it is renamed', () => {
    const call = with_({ f: 'create', value: '/a' }, { f: 'create', value: '/b' })
    const versions = (...paths: string[]) =>
      paths.map((path) => (call('stat', path) as { version?: number }).version)
    expect(versions('/', '/a', '/b')).toEqual([3, 1, 1])
    call('create', '/a/x')
    expect(versions('/', '/a', '/a/x')).toEqual([3, 2, 1])
    call('rename', ['/a/x', '/a/y'])
    expect(versions('/a', '/a/y')).toEqual([3, 2])
    call('rename', ['/a/y', '/b/y'])
    expect(versions('/', '/a', '/b', '/b/y')).toEqual([3, 4, 2, 3])
    call('rename', ['/b', '/a/b'])
    expect(versions('/', '/a', '/a/b', '/a/b/y')).toEqual([4, 5, 3, 3])
    call('remove', '/a/b/y')
    call('create', '/a/b/y')
    expect(versions('/a', '/a/b', '/a/b/y')).toEqual([5, 5, 1])
    call('remove', { path: '/a', recursive: true })
    expect(versions('/')).toEqual([5])
  })

  test('changes only what is still at the version named, and tells the present one', () => {
    const call = with_({ f: 'create', value: '/a' }, { f: 'create', value: '/a/x' })
    const mismatch = (version: number) => ({ error: 'version mismatch', version })
    expect(call('create', { path: '/a/y', version: 1 })).toEqual(mismatch(2))
    expect(call('create', { path: '/a/x', version: 1 })).toEqual(mismatch(2))
    expect(call('create', { path: '/a/x', version: 2 })).toEqual({ error: 'exists' })
    expect(call('remove', { path: '/a', version: 1 })).toEqual(mismatch(2))
    expect(call('remove', { path: '/a', version: 2 })).toEqual({ error: 'not empty' })
    expect(call('remove', { path: '/b', version: 2 })).toEqual({ error: 'not found' })
    expect(call('rename', { from: '/a', to: '/c', version: 3 })).toEqual(mismatch(2))
    expect(call('rename', { from: '/a', to: '/a/x/c', version: 3 })).toEqual({ error: 'invalid' })
    expect(call('list', '/a')).toEqual(['x'])
    expect(call('create', { path: '/a/y', kind: 'file', version: 2 })).toBeNull()
    expect(call('remove', { path: '/a', recursive: true, version: 3 })).toBeNull()
    expect(call('list', '/')).toEqual([])
  })

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
    expect(call('stat', '/c/d/f')).toEqual({ kind: 'file', version: 1 })
    expect(call('list', '/c/d/f')).toEqual({ error: 'not a directory' })
    expect(call('create', '/c/d/f/g')).toEqual({ error: 'not a directory' })
    expect(call('remove', '/c')).toEqual({ error: 'not empty' })
    expect(call('list', '/')).toEqual(['a', 'c'])
  })
})
