import { expect, test } from 'vitest'
import { KeyValueMachine } from '../../../../src/subject/parts/key-value-machine.ts'

test('registers by key', () => {
  const machine = new KeyValueMachine()
  expect(machine.apply({ f: 'read', key: 'x' })).toEqual({ type: 'ok', value: null })
  expect(machine.apply({ f: 'write', key: 'x', value: 1 })).toMatchObject({ type: 'ok' })
  expect(machine.apply({ f: 'cas', key: 'x', value: [2, 3] })).toEqual({
    type: 'fail',
    error: 'precondition failed: it is 1',
  })
  expect(machine.apply({ f: 'cas', key: 'x', value: [1, 3] })).toMatchObject({ type: 'ok' })
  expect([machine.read('x'), machine.read('y')]).toEqual([3, null])
  expect(machine.apply({ f: 'swap', key: 'x' })).toEqual({ type: 'fail', error: 'unsupported: swap' })
})

test('a request executes once under its number, over a snapshot too', () => {
  const machine = new KeyValueMachine()
  const executed: unknown[] = []
  const apply = (on: KeyValueMachine, sequence: number, value: number) =>
    on.apply({ f: 'write', key: 'x', value, client: 7, sequence }, (...told) => executed.push(told))
  const first = apply(machine, 1, 10)
  machine.apply({ f: 'write', key: 'x', value: 20, client: 8, sequence: 1 })
  const again = new KeyValueMachine()
  again.restore(JSON.parse(JSON.stringify(machine.snapshot())))
  expect(again.digest()).toBe(machine.digest())
  expect(apply(again, 1, 10)).toEqual(first)
  expect([again.read('x'), executed]).toEqual([20, [[7, 1]]])
  apply(again, 2, 30)
  expect(apply(again, 1, 10)).toMatchObject({ type: 'info' })
  expect([again.read('x'), executed.length]).toEqual([30, 2])
  expect(again.digest()).not.toBe(machine.digest())
})
