import { expect, test } from 'vitest'
import { InputError } from '../../../../src/base/input-error.ts'
import { models } from '../../../../checkers/models/index.ts'
import { modelNames } from '../../../../checkers/models/model-name.ts'
import { after, operationOf } from './steps.ts'
import type { Step } from './steps.ts'

const { append, kv, ledger, mutex, queue, register, set, directory } = models

test('every model goes by its own name and names its operations', () => {
  for (const name of modelNames) {
    expect(models[name].name).toBe(name)
    expect(models[name].functions.length).toBeGreaterThan(0)
  }
})

test('register: null until written; a cas applies only to the value it expects', () => {
  expect(
    after(register, ['read', null, null], ['write', 3, null], ['read', null, 3], ['cas', [3, 4], null]),
  ).toBe('4')
  expect(after(register, ['read', null, 0])).toBe('refused: read')
  expect(after(register, ['write', 3, null], ['cas', [4, 5], null])).toBe('refused: cas')
  expect(after(register, ['write', 3, null], ['cas', [4, 5]])).toBe('refused: cas')
  expect(after(register, ['cas', [null, 1], null])).toBe('1')
})

test('register: values are compared as JSON', () => {
  expect(after(register, ['write', { a: 1, b: [2] }, null], ['read', null, { b: [2], a: 1 }])).toBe(
    '{"a":1,"b":[2]}',
  )
  expect(after(register, ['write', '1', null], ['read', null, 1])).toBe('refused: read')
})

test('register: an unknown write of a value that nobody saw can be left out, any other cannot', () => {
  const read = operationOf('read', null, { type: 'ok', value: 1 })
  const cas = operationOf('cas', [2, 3], { type: 'info', error: '' })
  const unseen = register.unseen?.([read, cas])
  const writeOf = (value: unknown): boolean | undefined =>
    unseen?.(operationOf('write', value, { type: 'info', error: '' }))
  expect([1, 2, 3].map(writeOf)).toEqual([false, false, true])
  expect(unseen?.(cas)).toBe(true)
})

test('kv: strings are concatenated, and absent is the empty string', () => {
  expect(
    after(kv, ['get', null, ''], ['append', 'a', null], ['append', 'b', null], ['get', null, 'ab']),
  ).toBe('"ab"')
  expect(after(kv, ['put', 'x', null], ['append', 'y', null], ['put', 'z', null], ['get', null, 'z'])).toBe(
    '"z"',
  )
  expect(after(kv, ['append', 'a', null], ['get', null, ''])).toBe('refused: get')
  expect(after(kv, ['write', 1, null], ['read', null, 1], ['cas', [1, 2], null])).toBe('2')
})

test('append: a read returns every element in order', () => {
  expect(
    after(append, ['read', null, []], ['append', 1, null], ['append', 2, null], ['read', null, [1, 2]]),
  ).toBe('[1,2]')
  expect(after(append, ['append', 1, null], ['append', 2, null], ['read', null, [2, 1]])).toBe(
    'refused: read',
  )
  expect(after(append, ['append', 1, null], ['read', null, null])).toBe('refused: read')
  expect(after(append, ['read', null, null])).toBe('[]')
})

test('append: lists that went apart keep their own elements', () => {
  const add = (list: unknown, value: unknown): unknown =>
    append.step(list, operationOf('append', value, { type: 'ok', value: null }))
  const one = add(append.init(), 1)
  const long = add(add(one, 2), [3])
  const other = add(add(one, 4), 5)
  const third = add(add(one, 4), 6)
  expect([one, long, other, third].map(append.describeState)).toEqual([
    '[1]',
    '[1,2,[3]]',
    '[1,4,5]',
    '[1,4,6]',
  ])
  const read = operationOf('read', null, { type: 'ok', value: [1, 4, 6] })
  expect([one, long, other, third].filter((list) => append.step(list, read) !== undefined)).toEqual([third])
})

test('append: lists with equal elements are one state', () => {
  const one = operationOf('append', 1, { type: 'ok', value: null })
  const start = append.init()
  const keyOf = (state: unknown): unknown => append.key(append.step(state, one))
  expect(keyOf(start)).toBe(keyOf(start))
  expect(keyOf(append.step(start, one))).not.toBe(keyOf(start))
})

test('kv: a deleted key is absent, whether or not it was there, in both vocabularies', () => {
  expect(after(kv, ['write', 1, null], ['delete', null, null], ['read', null, null])).toBe('null')
  expect(after(kv, ['delete', null, null], ['cas', [null, 2], null])).toBe('2')
  expect(after(kv, ['write', 1, null], ['delete', null], ['read', null, 1])).toBe('refused: read')
  expect(after(kv, ['put', 'a', null], ['delete', null, null], ['get', null, ''])).toBe('null')
  expect(
    after(kv, ['put', 'a', null], ['delete', null, null], ['append', 'b', null], ['get', null, 'b']),
  ).toBe('"b"')
})

test('kv: a delete of unknown outcome is left out only where nobody can have found the key absent', () => {
  const deleted = operationOf('delete', null, { type: 'info', error: '' })
  const isUnseen = (...others: readonly Step[]): boolean | undefined =>
    kv.unseen?.(others.map(([f, value, result]) => operationOf(f, value, { type: 'ok', value: result })))(
      deleted,
    )
  expect(isUnseen(['write', 1, null], ['read', null, 1])).toBe(true)
  expect(isUnseen(['write', 1, null], ['read', null, null])).toBe(false)
  expect(isUnseen(['cas', [null, 2], null])).toBe(false)
  expect(isUnseen(['put', 'a', null], ['get', null, 'a'])).toBe(true)
  expect(isUnseen(['put', 'a', null], ['get', null, ''])).toBe(false)
  expect(isUnseen(['append', 'a', null], ['get', null, 'a'])).toBe(false)
  expect(isUnseen(['put', 'a', null], ['write', 'a', null])).toBe(false)
})

test('mutex: acquired by one at a time, released only when held', () => {
  expect(after(mutex, ['acquire', null, null], ['release', null, null], ['acquire', null, null])).toBe('held')
  expect(after(mutex, ['acquire', null, null], ['acquire', null, null])).toBe('refused: acquire')
  expect(after(mutex, ['release', null, null])).toBe('refused: release')
})

test('set: adding twice and removing what is absent succeed', () => {
  expect(after(set, ['add', 2, null], ['add', 1, null], ['add', 2, null], ['read', null, [1, 2]])).toBe(
    '{1, 2}',
  )
  expect(
    after(
      set,
      ['add', 1, null],
      ['contains', 1, true],
      ['remove', 1, null],
      ['remove', 1, null],
      ['contains', 1, false],
    ),
  ).toBe('{}')
  expect(after(set, ['contains', 1, true])).toBe('refused: contains')
  expect(after(set, ['add', 1, null], ['read', null, []])).toBe('refused: read')
})

test('set: elements are independent unless the whole set is read', () => {
  const add = operationOf('add', 1, { type: 'ok', value: null }, 0)
  const other = operationOf('add', 2, { type: 'ok', value: null }, 1)
  const read = operationOf('read', null, { type: 'ok', value: [1, 2] }, 2)
  expect(set.partition?.([add, other]).map(({ key }) => key)).toEqual(['1', '2'])
  expect(set.partition?.([add, other, read])).toEqual([{ operations: [add, other, read] }])
})

test('queue: first in, first out, null when empty', () => {
  expect(
    after(queue, ['dequeue', null, null], ['enqueue', 1, null], ['enqueue', 2, null], ['dequeue', null, 1]),
  ).toBe('[2]')
  expect(after(queue, ['enqueue', 1, null], ['dequeue', null, null])).toBe('refused: dequeue')
  expect(after(queue, ['enqueue', 1, null], ['enqueue', 2, null], ['dequeue', null, 2])).toBe(
    'refused: dequeue',
  )
  expect(after(queue, ['enqueue', 1, null], ['dequeue', null], ['dequeue', null, null])).toBe('[]')
})

test('directory: what is there, what is not, and precisely why not', () => {
  const made = [
    ['create', '/a', null],
    ['create', { path: '/a/f', kind: 'file' }, null],
  ] as const
  const state = '{/ v2, /a/ v2, /a/f}'
  expect(
    after(
      directory,
      ...made,
      ['list', '/a', ['f']],
      ['stat', '/a/f', { kind: 'file' }],
      ['stat', '/a', 'directory'],
      ['stat', '/a', { kind: 'directory', version: 2 }],
    ),
  ).toBe(state)
  expect(after(directory, ...made, ['create', '/a', { error: 'exists' }])).toBe(state)
  expect(after(directory, ...made, ['remove', '/a', { error: 'Not-Empty' }])).toBe(state)
  expect(after(directory, ...made, ['list', '/a/f', { error: 'not a directory' }])).toBe(state)
  expect(after(directory, ...made, ['create', '/a/f/g', { error: 'not a directory' }])).toBe(state)
  expect(after(directory, ...made, ['stat', '/b', { error: 'not found' }])).toBe(state)
  expect(after(directory, ...made, ['create', '/b/c', { error: 'not found' }])).toBe(state)
  expect(after(directory, ...made, ['remove', '/', { error: 'invalid' }])).toBe(state)
  expect(after(directory, ...made, ['remove', { path: '/a', recursive: true }, null])).toBe('{/ v3}')
})

test('directory: a wrong error, a success that was none, a list with something missing', () => {
  expect(after(directory, ['stat', '/a', { error: 'exists' }])).toBe('refused: stat')
  expect(after(directory, ['stat', '/', { kind: 'directory', version: 2 }])).toBe('refused: stat')
  expect(after(directory, ['remove', '/a', null])).toBe('refused: remove')
  expect(after(directory, ['create', '/a', null], ['create', '/a', null])).toBe('refused: create')
  expect(after(directory, ['create', '/a', null], ['create', '/b', null], ['list', '/', ['b']])).toBe(
    'refused: list',
  )
  expect(after(directory, ['create', '/a', null], ['list', '/', []])).toBe('refused: list')
})

test('directory: a rename takes everything below along, and never into itself', () => {
  const made = [
    ['create', '/a', null],
    ['create', '/a/b', null],
    ['create', '/ab', null],
  ] as const
  const state = '{/ v3, /a/ v2, /a/b/, /ab/}'
  expect(after(directory, ...made, ['rename', ['/a', '/c'], null])).toBe('{/ v4, /ab/, /c/ v3, /c/b/}')
  expect(after(directory, ...made, ['rename', ['/a/b', '/ab/b'], null])).toBe(
    '{/ v3, /a/ v3, /ab/ v2, /ab/b/ v2}',
  )
  expect(after(directory, ...made, ['rename', ['/a', '/a/b/c'], { error: 'invalid' }])).toBe(state)
  expect(after(directory, ...made, ['rename', ['/a', '/ab'], { error: 'exists' }])).toBe(state)
  expect(after(directory, ...made, ['rename', ['/x', '/y'], { error: 'not found' }])).toBe(state)
  expect(after(directory, ...made, ['rename', { from: '/a', to: '/c' }])).toBe('{/ v4, /ab/, /c/ v3, /c/b/}')
})

test('directory: a condition holds at the present version only, and a mismatch tells that version', () => {
  const made = [
    ['create', '/a', null],
    ['create', { path: '/a/b', version: 1 }, null],
  ] as const
  const mismatch = (version?: number) => ({ error: 'version mismatch', ...(version && { version }) })
  expect(after(directory, ...made, ['remove', { path: '/a/b', version: 1 }, null])).toBe('{/ v2, /a/ v3}')
  expect(after(directory, ...made, ['remove', { path: '/a/b', version: 2 }, null])).toBe('refused: remove')
  const stale = ['create', { path: '/a/c', version: 1 }] as const
  expect(after(directory, ...made, [...stale, null])).toBe('refused: create')
  expect(after(directory, ...made, [...stale, mismatch(2)])).toBe('{/ v2, /a/ v2, /a/b/}')
  expect(after(directory, ...made, [...stale, mismatch()])).toBe('{/ v2, /a/ v2, /a/b/}')
  expect(after(directory, ...made, [...stale, mismatch(3)])).toBe('refused: create')
  expect(after(directory, ...made, ['rename', { from: '/a', to: '/c', version: 9 }, mismatch(2)])).toBe(
    '{/ v2, /a/ v2, /a/b/}',
  )
})

test('directory: what is below one name is an object of its own, until it is linked or the root is seen', () => {
  const done = { type: 'ok', value: null } as const
  const operations = [
    operationOf('create', '/a', done, 0),
    operationOf('create', '/b/x', done, 1),
    operationOf('create', '/c', done, 2),
    operationOf('rename', ['/c/x', '/a/y'], { type: 'info', error: '' }, 3),
  ]
  const parts = (more: readonly (typeof operations)[number][] = []) =>
    directory.partition?.([...operations, ...more]).map(({ key, operations: { length } }) => [key, length])
  expect(parts()).toEqual([
    ['/a+/c', 3],
    ['/b', 1],
  ])
  expect(parts([operationOf('list', '/', { type: 'ok', value: [] }, 4)])).toEqual([[undefined, 5]])
  expect(parts([operationOf('create', { path: '/d', version: 1 }, done, 4)])).toEqual([[undefined, 5]])
  expect(parts([operationOf('create', { path: '/d/e', version: 1 }, done, 4)])).toHaveLength(3)
})

test('ledger: money moves, is never made, and never goes below zero', () => {
  const opened = [
    ['open', { account: 'a', amount: 5 }, null],
    ['open', 'b', null],
  ] as const
  expect(
    after(ledger, ...opened, ['transfer', { from: 'a', to: 'b', amount: 2 }, null], ['balance', 'b', 2]),
  ).toBe('{a: 3, b: 2}')
  expect(
    after(
      ledger,
      ...opened,
      ['deposit', { account: 'b', amount: 1 }, null],
      ['credit', { account: 'b', amount: 1 }, null],
    ),
  ).toBe('{a: 5, b: 2}')
  expect(
    after(ledger, ...opened, ['debit', { account: 'a', amount: 6 }, { error: 'insufficient funds' }]),
  ).toBe('{a: 5, b: 0}')
  expect(after(ledger, ...opened, ['debit', { account: 'a', amount: 6 }, null])).toBe('refused: debit')
  expect(after(ledger, ...opened, ['debit', { account: 'a', amount: 2 }, null], ['balance', 'a', 1])).toBe(
    'refused: balance',
  )
  expect(
    after(ledger, ...opened, ['open', 'a', { error: 'exists' }], ['balance', 'c', { error: 'not found' }]),
  ).toBe('{a: 5, b: 0}')
  expect(after(ledger, ...opened, ['transfer', { from: 'a', to: 'a', amount: 5 }, null])).toBe('{a: 5, b: 0}')
  const most = ['deposit', { account: 'a', amount: Number.MAX_SAFE_INTEGER }] as const
  expect(after(ledger, ...opened, [...most, { error: 'too much' }])).toBe('{a: 5, b: 0}')
  expect(after(ledger, ...opened, [...most, null])).toBe('refused: deposit')
})

test('ledger: accounts are one object only where money could move between them', () => {
  const operations = [
    operationOf('open', 'a', { type: 'ok', value: null }, 0),
    operationOf('open', 'b', { type: 'ok', value: null }, 1),
    operationOf('open', 'c', { type: 'ok', value: null }, 2),
    operationOf('transfer', { from: 'c', to: 'a', amount: 1 }, { type: 'info', error: '' }, 3),
  ]
  expect(ledger.partition?.(operations).map(({ key, operations: { length } }) => [key, length])).toEqual([
    ['a+c', 3],
    ['b', 1],
  ])
})

test('a malformed value is bad input, with the operation and what was expected', () => {
  expect(() => after(register, ['cas', 5, null])).toThrow(InputError)
  expect(() => after(register, ['cas', 5, null])).toThrow(
    'operation 0, value: cas of process 0 needs [from, to], got 5',
  )
  expect(() => after(directory, ['create', 7, null])).toThrow('a path')
  expect(() => after(ledger, ['debit', { account: 'a', amount: -1 }, null])).toThrow('a whole amount')
  expect(() => after(append, ['read', null, 'x'])).toThrow('a list as its result')
})

test('operations are described with their values', () => {
  const describe = (model: typeof register, f: string, value: unknown, result: unknown): string =>
    model.describeOperation(operationOf(f, value, { type: 'ok', value: result }))
  expect(describe(register, 'cas', [1, 2], null)).toBe('cas(1, 2)')
  expect(describe(register, 'read', null, 3)).toBe('read() -> 3')
  expect(describe(queue, 'dequeue', null, null)).toBe('dequeue() -> null')
  expect(describe(directory, 'rename', ['/a', '/b'], { error: 'exists' })).toBe(
    'rename("/a", "/b") -> {"error":"exists"}',
  )
  expect(describe(ledger, 'transfer', { from: 'a', to: 'b', amount: 1 }, null)).toBe('transfer("a", "b", 1)')
  expect(register.describeOperation(operationOf('write', 1, { type: 'info', error: '' }))).toBe(
    'write(1) of unknown outcome',
  )
})
