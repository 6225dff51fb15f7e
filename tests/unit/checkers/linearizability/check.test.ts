import { expect, test } from 'vitest'
import { checkLinearizability } from '../../../../checkers/linearizability/index.ts'
import type { LinearizabilityFailure } from '../../../../checkers/linearizability/index.ts'
import { models } from '../../../../checkers/models/index.ts'
import type { Model } from '../../../../checkers/models/index.ts'
import type { Operation } from '../../../../src/record/operation.ts'
import { failed, history, ok, unknown } from './histories.ts'

const { register, kv, append, queue } = models

function failureOf(operations: readonly Operation[], model: Model): LinearizabilityFailure {
  const verdict = checkLinearizability(operations, model)
  if (verdict.valid !== false) throw new Error(`expected a failure, got ${String(verdict.valid)}`)
  return verdict.failure
}

test('a history of one object is explained by an order of its operations', () => {
  const operations = history(
    ['write', 1, ok(), 0, 3],
    ['read', null, ok(null), 1, 2],
    ['read', null, ok(1), 4, 5],
  )
  expect(checkLinearizability(operations, register)).toEqual({
    valid: true,
    model: 'register',
    operations: 3,
    partitions: 1,
    consistency: 'linearizable',
    promise: expect.stringContaining('each between its call and its return') as string,
    certificate: [{ order: [1, 0, 2] }],
  })
})

test('a stale read names the value and the write that replaced it', () => {
  const operations = history(
    ['write', 1, ok(), 0, 1, 'x'],
    ['read', null, ok(1), 2, 3, 'x'],
    ['write', 4, ok(), 4, 5, 'x'],
    ['read', null, ok(1), 6, 7, 'x'],
    ['read', null, ok(4), 8, 9, 'x'],
  )
  const failure = failureOf(operations, kv)
  expect(failure.because).toBe('read of x returned 1, but x was 4 since write(4) returned')
  expect(failure.key).toBe('x')
  expect(failure.operation).toBe(operations[3])
  expect(failure.longestPrefix.map(({ id }) => id)).toEqual([0, 1, 2])
  expect(failure.state).toBe('4')
  expect(failure.next).toEqual([{ operation: operations[3], why: 'read() -> 1 is not possible in state 4' }])
  expect(failure.core?.map(({ id }) => id)).toEqual([0, 2, 3])
})

test('a value from nowhere is named with what the object really was', () => {
  const failure = failureOf(history(['read', null, ok(7), 0, 1]), register)
  expect(failure.because).toBe(
    'read of the register returned 7, but the register was null from the start and nothing had changed it',
  )
})

test('what was under way is told apart from what had returned', () => {
  const operations = history(
    ['write', 0, ok(), 0, 1],
    ['read', null, ok(3), 2, 4],
    ['write', 4, ok(), 3, 5],
    ['read', null, ok(4), 6, 7],
  )
  const failure = failureOf(operations, register)
  expect(failure.operation.id).toBe(1)
  expect(failure.next.map(({ why }) => why)).toEqual([
    'read() -> 3 is not possible in state 0',
    'write(4) leads to state 4, in which read() -> 3 is not possible',
  ])
})

test('two lost updates: both cas saw the same value', () => {
  const operations = history(
    ['write', 1, ok(), 0, 1],
    ['cas', [1, 2], ok(), 2, 5],
    ['cas', [1, 3], ok(), 3, 6],
  )
  const failure = failureOf(operations, register)
  expect(failure.operation.f).toBe('cas')
  expect(failure.because).toContain('cas(1, 3) on the register succeeded')
  expect(failure.core?.map(({ id }) => id)).toEqual([1, 2])
})

test('only the object that fails is reported', () => {
  const operations = history(
    ['write', 1, ok(), 0, 1, 'a'],
    ['write', 1, ok(), 2, 3, 'b'],
    ['read', null, ok(null), 4, 5, 'b'],
    ['read', null, ok(1), 6, 7, 'a'],
  )
  const verdict = checkLinearizability(operations, kv)
  expect(verdict).toMatchObject({ valid: false, partitions: 2, operations: 4, failure: { key: 'b' } })
})

test('an operation of unknown outcome may take effect late, or never', () => {
  const write = ['write', 1, unknown, 0] as const
  expect(
    checkLinearizability(
      history(write, ['read', null, ok(null), 5, 6], ['read', null, ok(1), 7, 8]),
      register,
    ).valid,
  ).toBe(true)
  expect(checkLinearizability(history(write, ['read', null, ok(null), 5, 6]), register).valid).toBe(true)
  expect(
    checkLinearizability(
      history(write, ['read', null, ok(1), 5, 6], ['read', null, ok(null), 7, 8]),
      register,
    ).valid,
  ).toBe(false)
})

test('a failed operation had no effect, but a cas says what it observed', () => {
  const write = ['write', 1, ok(), 0, 1] as const
  expect(
    checkLinearizability(history(write, ['write', 2, failed(), 2, 3], ['read', null, ok(2), 4, 5]), register)
      .valid,
  ).toBe(false)
  expect(checkLinearizability(history(write, ['cas', [5, 6], failed(), 2, 3]), register).valid).toBe(true)
  const lying = history(write, ['cas', [5, 6], failed(9), 2, 3])
  expect(failureOf(lying, register).operation).toBe(lying[1])
  expect(failureOf(lying, register).because).toBe(
    'cas(5, 6) on the register failed, having met 9, but the register was 1 since write(1) returned; ' +
      'no write of the history has the value 9',
  )
})

test('a history without a success proves nothing', () => {
  for (const operations of [[], history(['write', 1, unknown, 0], ['read', null, failed(), 1, 2])]) {
    expect(checkLinearizability(operations, kv)).toMatchObject({
      valid: 'unknown',
      because: 'no operation succeeded: the history proves nothing',
    })
  }
})

test('a spent budget is unknown, with how far it got', () => {
  const operations = history(['write', 1, ok(), 0, 1], ['write', 1, ok(), 2, 3], ['read', null, ok(1), 4, 5])
  const verdict = checkLinearizability(operations, register, { maxSteps: 1 })
  expect(verdict).toMatchObject({ valid: 'unknown' })
  expect(verdict.valid === 'unknown' && verdict.because).toMatch(
    /^the register: the step limit was reached after 1 step, with \d of 3 completed operations explained$/,
  )
  expect(verdict).toMatchObject({ spent: ['steps'] })
  expect(checkLinearizability(operations, register).valid).toBe(true)
})

test('one object beyond the budget does not hide the failure of another', () => {
  const repeated = [1, 1, 1].map((value, n) => ['write', value, ok(), 2 * n, 2 * n + 1, 'a'] as const)
  const operations = history(...repeated, ['read', null, ok(7), 10, 11, 'b'])
  expect(checkLinearizability(operations, kv, { maxSteps: 0 })).toMatchObject({
    valid: false,
    failure: { key: 'b' },
  })
})

test('one object that takes the whole budget does not hide the failure of another', () => {
  // equal values written at once, then read once too often: every order of them is tried
  const hard = Array.from({ length: 14 }, (_, n) => ['write', n % 7, ok(), n, 100 + n, 'a'] as const)
  const reads = [0, 1, 2, 3, 4, 5, 6, 0, 1, 2, 3, 4, 5, 6, 0].map(
    (value, n) => ['read', null, ok(value), 200 + 2 * n, 201 + 2 * n, 'a'] as const,
  )
  const operations = history(...hard, ...reads, ['read', null, ok(7), 500, 501, 'b'])
  const maxSteps = 120_000
  const alone = operations.filter(({ key }) => key === 'a')
  expect(checkLinearizability(alone, kv, { maxSteps }).valid).toBe('unknown')
  expect(checkLinearizability(operations, kv, { maxSteps })).toMatchObject({ valid: false })
})

test('a lost element and a reordered queue are found', () => {
  const lost = history(['append', 1, ok(), 0, 1], ['append', 2, ok(), 2, 3], ['read', null, ok([2]), 4, 5])
  expect(failureOf(lost, append).because).toBe(
    'read of the list returned [2], but the list was [1,2] since append(2) returned',
  )
  const swapped = history(
    ['enqueue', 1, ok(), 0, 1],
    ['enqueue', 2, ok(), 2, 3],
    ['dequeue', null, ok(2), 4, 5],
    ['dequeue', null, ok(1), 6, 7],
  )
  expect(failureOf(swapped, queue).because).toBe(
    'dequeue of the queue returned 2, but the queue was [1, 2] since enqueue(2) returned',
  )
})

test.each([0, 300])(
  'the conflict is about the operation that is refused, not a later one, after %i writes',
  (many) => {
    const before = Array.from(
      { length: many },
      (_, n) => ['write', 10 + n, ok(), 2 * n, 2 * n + 1, 'x'] as const,
    )
    const t = 2 * many
    const operations = history(
      ...before,
      ['write', 1, ok(), t, t + 1, 'x'],
      ['write', 2, ok(), t + 2, t + 3, 'x'],
      ['read', null, ok(1), t + 4, t + 5, 'x'],
      ['write', 3, ok(), t + 6, t + 7, 'x'],
      ['read', null, ok(1), t + 8, t + 9, 'x'],
    )
    const { operation, core } = failureOf(operations, kv)
    expect(operation).toBe(operations[many + 2])
    expect(core).toEqual(operations.slice(many, many + 3))
  },
)

test('the same history gives the same verdict, to the letter', () => {
  const operations = history(
    ['write', 1, ok(), 0, 4],
    ['write', 2, ok(), 1, 5],
    ['write', 1, ok(), 2, 6],
    ['cas', [1, 2], unknown, 3],
    ['read', null, ok(3), 7, 8],
  )
  const once = JSON.stringify(checkLinearizability(operations, register))
  expect(JSON.stringify(checkLinearizability(operations, register))).toBe(once)
})
