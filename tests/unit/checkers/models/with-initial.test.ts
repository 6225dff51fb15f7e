import { describe, expect, test } from 'vitest'
import { InputError } from '../../../../src/base/input-error.ts'
import { checkLinearizability } from '../../../../checkers/linearizability/index.ts'
import { defineModel, models, withInitial } from '../../../../checkers/models/index.ts'
import { history, ok } from '../linearizability/histories.ts'
import type { Line } from '../linearizability/histories.ts'
import type { ModelName } from '../../../../checkers/models/index.ts'

const validOf = (name: ModelName, initial: unknown, ...lines: readonly Line[]): boolean | 'unknown' =>
  checkLinearizability(history(...lines), withInitial(models[name], initial)).valid

// each line holds from the initial value beside it, and from no other here
const starts: readonly (readonly [ModelName, unknown, ...Line[]])[] = [
  ['register', 0, ['read', null, ok(0), 0, 1]],
  ['cas-register', { x: 1 }, ['cas', [{ x: 1 }, 2], ok(), 0, 1]],
  ['kv', { x: 5 }, ['read', null, ok(5), 0, 1, 'x'], ['read', null, ok(null), 2, 3, 'y']],
  ['kv', { '*': 5, x: 6 }, ['read', null, ok(6), 0, 1, 'x'], ['read', null, ok(5), 2, 3, 'y']],
  ['append', [1, 2], ['append', 3, ok(), 0, 1], ['read', null, ok([1, 2, 3]), 2, 3]],
  ['append', { x: [1] }, ['read', null, ok([1]), 0, 1, 'x'], ['read', null, ok([]), 2, 3, 'y']],
  [
    'set',
    ['a'],
    ['contains', 'a', ok(true), 0, 1],
    ['remove', 'a', ok(), 2, 3],
    ['read', null, ok([]), 4, 5],
  ],
  ['queue', [1, 2], ['enqueue', 3, ok(), 0, 1], ['dequeue', null, ok(1), 2, 3]],
  ['unordered-queue', [1, 2], ['dequeue', null, ok(2), 0, 1]],
  ['unique-ids', [1], ['generate', null, ok(2), 0, 1]],
  ['counter', -3, ['add', 1, ok(1), 0, 1], ['read', null, ok(-2), 2, 3]],
  ['counter', { x: 4 }, ['read', null, ok(4), 0, 1, 'x'], ['read', null, ok(0), 2, 3, 'y']],
  ['versioned-register', [7, 'a'], ['write', [null, 'b'], ok([8, 'b']), 0, 1]],
  ['mutex', true, ['release', null, ok(), 0, 1]],
  ['mutex', 'held', ['release', null, ok(), 0, 1]],
  ['owner-mutex', 'c', ['release', 'c', ok(), 0, 1]],
  ['multi-register', { x: 1 }, ['read', null, ok({ x: 1, y: null }), 0, 1]],
  ['multi-register', 1, ['read', null, ok({ x: 1, y: 1 }), 0, 1]],
  ['bank', { a: 1, b: 2 }, ['read', null, ok({ a: 1, b: 2 }), 0, 1]],
  ['ledger', { a: 4 }, ['balance', 'a', ok(4), 0, 1]],
]

describe.each(starts.map(([name, initial, ...lines]) => ({ name, initial, lines })))(
  '$name from $initial',
  ({ name, initial, lines }) => {
    test('holds, and not from where the model starts by itself', () => {
      expect(validOf(name, initial, ...lines)).toBe(true)
      const isKnownByReads = name === 'bank' || name === 'unique-ids'
      expect(checkLinearizability(history(...lines), models[name]).valid).toBe(isKnownByReads)
    })
  },
)

test('the ways without a search start there too', () => {
  const count = 2000
  const appends = Array.from({ length: count }, (_, at): Line => ['append', at, ok(), 2 * at, 2 * at + 1])
  const all = Array.from({ length: count }, (_, at) => at)
  const read = (list: readonly unknown[]): Line => ['read', null, ok(list), 2 * count, 2 * count + 1]
  expect(validOf('append', ['a', 'b'], ...appends, read(['a', 'b', ...all]))).toBe(true)
  expect(validOf('append', ['a', 'b'], ...appends, read(all))).toBe(false)
})

test('what a model does not take is told, with what it takes', () => {
  const refused = (name: ModelName, initial: unknown) => () => withInitial(models[name], initial)
  expect(refused('counter', 'a')).toThrow(InputError)
  expect(refused('counter', { x: 0.5 })).toThrow('the model counter starts at a whole number')
  expect(refused('set', 3)).toThrow('the model set starts with a list of what is there, not 3')
  expect(refused('mutex', 3)).toThrow('the model mutex starts held (true) or free (false), not 3')
  expect(refused('versioned-register', 3)).toThrow('the model versioned-register starts at [version, value]')
  expect(refused('ledger', { a: -1 })).toThrow('the model ledger starts with a map of accounts')
  expect(refused('directory', {})).toThrow('the model directory takes no initial value; it starts empty')
  const own = defineModel({ name: 'own', functions: ['f'], init: () => 0, step: (state) => state })
  expect(() => withInitial(own, 1)).toThrow('the model own takes no initial value; give it to its init()')
})

test('a map of keys is no initial value for a history without keys', () => {
  expect(() => validOf('kv', { x: 0 }, ['read', null, ok(0), 0, 1])).toThrow('operations have none')
})
