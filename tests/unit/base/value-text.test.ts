import { expect, test } from 'vitest'
import { valueText } from '../../../src/base/value-text.ts'

const cyclic: { self?: unknown } = {}
cyclic.self = cyclic
const trap = (): never => {
  throw new Error('trap')
}

test.each([
  ['JSON as JSON', { a: [1, 'x', null, true] }, '{"a":[1,"x",null,true]}'],
  ['nothing', undefined, 'undefined'],
  ['no number', Number.NaN, 'NaN'],
  ['minus zero', -0, '-0'],
  ['a BigInt', 5n, '5n'],
  ['a symbol', Symbol('s'), 'a symbol'],
  ['a function', () => 1, 'a function'],
  ['a promise', Promise.resolve(1), 'a promise'],
  ['an error', new RangeError('far'), 'RangeError: far'],
  ['what is of a class', new Map([[1, 2]]), 'Map {}'],
  ['what has no prototype', Object.create(null), '{}'],
  ['what contains itself', cyclic, '{"self":{"self":{"self":{"self":{...}}}}}'],
  ['a proxy, without touching it', new Proxy({}, { get: trap, ownKeys: trap }), 'a Proxy'],
  [
    'what throws when it is read',
    {
      get a() {
        return trap()
      },
    },
    'a value that throws when it is read',
  ],
])('%s', (_, value, text) => {
  expect(valueText(value)).toBe(text)
})

test('is never longer than asked for, whatever it is', () => {
  const wide = Array.from({ length: 20_000 }, (_, index) => 'x'.repeat(1000) + index)
  expect(valueText(wide).length).toBeLessThan(210)
  expect(valueText('x'.repeat(10_000_000)).length).toBeLessThan(210)
  expect(valueText({ ['k'.repeat(10_000)]: 1 }, 50).length).toBeLessThan(60)
})
