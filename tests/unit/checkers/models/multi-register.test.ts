import { expect, test } from 'vitest'
import { checkLinearizability } from '../../../../checkers/index.ts'
import { models } from '../../../../checkers/models/index.ts'
import { history, ok, unknown } from '../linearizability/histories.ts'
import { after, operationOf } from './steps.ts'

const model = models['multi-register']

const writes = [
  ['w', 'x', 1],
  ['w', 'y', 2],
]
const reads = (x: unknown, y: unknown): unknown => [
  ['r', 'x', x],
  ['r', 'y', y],
]
const read = (x: unknown, y: unknown): [string, unknown, unknown] => ['txn', reads(null, null), reads(x, y)]

test('a transaction reads and writes all its registers at once', () => {
  expect(after(model, read(null, null), ['txn', writes, writes], read(1, 2))).toBe('{"x":1,"y":2}')
  expect(after(model, ['txn', writes, writes], read(1, null))).toBe('refused: txn')
})

test('a transaction reads what it wrote before', () => {
  const call = (value: unknown): unknown => [
    ['r', 3, null],
    ['w', 3, 'a'],
    ['r', 3, value],
  ]
  expect(after(model, ['txn', call(null), call('a')])).toBe('{"3":"a"}')
  expect(after(model, ['txn', call(null), call('b')])).toBe('refused: txn')
})

test('a register that is null again is as it was at first', () => {
  const clear = [['w', 'x', null]]
  expect(after(model, ['txn', [['w', 'x', 1]]], ['txn', clear, clear])).toBe('{}')
})

test('read and write with a map, as in Knossos', () => {
  expect(after(model, ['write', { x: 1, y: 2 }, { x: 1, y: 2 }], ['read', null, { y: 2 }])).toBe(
    '{"x":1,"y":2}',
  )
  expect(after(model, ['write', { x: 1 }, null], ['read', null, { x: 2 }])).toBe('refused: read')
})

test('registers that one operation names together are one object', () => {
  const operations = history(
    ['txn', [['w', 'x', 1]], ok([['w', 'x', 1]]), 0, 1],
    ['txn', [['w', 'z', 1]], ok([['w', 'z', 1]]), 2, 3],
    ['txn', reads(null, null), ok(reads(1, null)), 4, 5],
    ['read', null, unknown, 6],
  )
  expect(model.partition?.(operations).map(({ key, operations: members }) => [key, members.length])).toEqual([
    ['x+y', 2],
    ['z', 1],
  ])
})

test('a torn read is found, and said in words', () => {
  const verdict = checkLinearizability(
    history(['txn', writes, unknown, 0], ['txn', reads(null, null), ok(reads(1, null)), 1, 2]),
    model,
  )
  expect(verdict).toMatchObject({ valid: false, failure: { key: 'x+y', operation: { id: 1 } } })
})

test('a transaction of unknown outcome is left out only where nobody read any of its values', () => {
  const unseen = model.unseen?.([operationOf('txn', [['r', 'y', null]], ok([['r', 'y', 2]]))])
  expect(unseen?.(operationOf('txn', writes, unknown))).toBe(false)
  expect(unseen?.(operationOf('txn', [['w', 'x', 2]], unknown))).toBe(true)
})

test('values of another form are refused', () => {
  const step = (f: string, value: unknown, result: unknown): unknown =>
    model.step(model.init(), operationOf(f, value, ok(result)))
  expect(() => step('txn', 7, 7)).toThrow('txn of process 0 needs a list of ["r", register, value]')
  expect(() => step('txn', [['append', 'x', 1]], null)).toThrow('needs a list of')
  expect(() => step('txn', [['r', null, null]], null)).toThrow('needs the names of registers')
  expect(() => step('txn', writes, reads(1, 2))).toThrow('needs its own micro-operations as its result')
  expect(() => step('write', [1], null)).toThrow('needs a map of registers to values')
  expect(() => step('read', null, 'x')).toThrow('needs a map of registers to values')
})
