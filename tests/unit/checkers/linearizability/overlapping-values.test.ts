import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkLinearizability } from '../../../../checkers/linearizability/index.ts'
import { overlappingValues } from '../../../../checkers/linearizability/explanation/overlapping-values.ts'
import { models } from '../../../../checkers/models/index.ts'
import { history, ok, unknown } from './histories.ts'
import type { Line } from './histories.ts'

const write = (value: unknown, invoked: number, returned: number): Line => [
  'write',
  value,
  ok(),
  invoked,
  returned,
]
const read = (value: unknown, invoked: number, returned: number): Line => [
  'read',
  null,
  ok(value),
  invoked,
  returned,
]
const register = models['cas-register']

function because(...lines: readonly Line[]): string | undefined {
  const verdict = checkLinearizability(history(...lines), register)
  return verdict.valid === false ? verdict.failure.because : undefined
}

test('a value that came and went while another was there', () => {
  expect(because(['write', 1, unknown, 0], write(2, 1, 2), read(1, 3, 4), read(2, 5, 6))).toBe(
    'read of the register returned 2, but the register was 2 from the return of write(2) to the call of read() -> 2, ' +
      'while read() -> 1 was called and returned in between',
  )
})

test('two values that were there at one time', () => {
  expect(
    because(write(1, 0, 9), write(2, 1, 8), read(1, 2, 3), read(2, 4, 5), read(1, 6, 7), read(2, 10, 11)),
  ).toBe(
    'read of the register returned 1, but the register was 1 from the return of read() -> 1 by process 2 ' +
      'to the call of read() -> 1 by process 4, while read() -> 2 was called and returned in between',
  )
  const operations = history(write(1, 0, 1), write(2, 0, 2), read(1, 4, 5), read(2, 5, 6))
  expect(overlappingValues(register, operations, operations, 'x')).toBe(
    'x was 1 from the return of write(1) to the call of read() -> 1, ' +
      'and 2 from the return of write(2) to the call of read() -> 2: these overlap',
  )
})

test('the value from the start', () => {
  const operations = history(write(1, 0, 9), read(1, 1, 2), read(null, 3, 4))
  expect(overlappingValues(register, operations, operations.slice(1), 'x')).toBe(
    'x was null from the start to the call of read() -> null, while read() -> 1 was called and returned in between',
  )
})

test('nothing is said where a value came twice, and of other operations', () => {
  const twice = history(write(1, 0, 9), write(1, 0, 9), read(2, 1, 2), read(1, 3, 4))
  expect(overlappingValues(register, twice, twice.slice(2), 'x')).toBeUndefined()
  const cas = history(['cas', [1, 2], ok(), 0, 1], read(2, 2, 3))
  expect(overlappingValues(register, cas, cas, 'x')).toBeUndefined()
  expect(overlappingValues(models.set, cas, cas, 'x')).toBeUndefined()
  // put brings a value as write does
  const put = history(write(1, 0, 1), read(2, 2, 3), read(1, 4, 5), ['put', 1, unknown, 0], write(2, 0, 9))
  const core = put.slice(0, 3)
  expect(overlappingValues(models.kv, put, core, 'x')).toBeUndefined()
  const withoutPut = put.filter(({ f }) => f !== 'put')
  expect(overlappingValues(models.kv, withoutPut, core, 'x')).toBeDefined()
})

test('what is said is a contradiction by itself', () => {
  const line = fc
    .tuple(fc.constantFrom('read', 'write'), fc.nat(3), fc.nat(12), fc.integer({ min: 1, max: 4 }))
    .map(([f, value, invoked, length]): Line =>
      f === 'write'
        ? write(value, invoked, invoked + length)
        : read(value === 0 ? null : value, invoked, invoked + length),
    )
  let said = 0
  fc.assert(
    fc.property(fc.array(line, { minLength: 2, maxLength: 4 }), (lines) => {
      const operations = history(...lines)
      if (overlappingValues(register, operations, operations, 'x') === undefined) return
      said++
      // even with all values written by somebody at some time
      const written = [1, 2, 3].map((value): Line => ['write', value, unknown, 0])
      const missing = written.filter(
        ([, value]) => !lines.some(([f, other]) => f === 'write' && other === value),
      )
      expect(checkLinearizability(history(...missing, ...lines), register).valid).toBe(false)
    }),
    { numRuns: 2000 },
  )
  expect(said).toBeGreaterThan(20)
})
