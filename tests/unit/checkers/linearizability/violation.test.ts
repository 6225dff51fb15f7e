import { expect, test } from 'vitest'
import { checkLinearizability, linearizabilityViolation } from '../../../../checkers/linearizability/index.ts'
import { models } from '../../../../checkers/models/index.ts'
import { signatureOf } from '../../../../src/record/verdict.ts'
import { failed, history, ok } from './histories.ts'

const staleRead = history(
  ['write', 1, ok(), 0, 1, 'x'],
  ['write', 4, ok(), 4, 5, 'x'],
  ['read', null, ok(1), 6, 7, 'x'],
)

function violationOf(operations: ReturnType<typeof history>, positions = {}) {
  const verdict = checkLinearizability(operations, models.kv)
  if (verdict.valid !== false) throw new Error('expected a failure')
  return linearizabilityViolation(verdict, positions)
}

test('the headline has the values, the proof the operations in conflict', () => {
  expect(violationOf(staleRead)).toEqual({
    property: 'linearizability',
    shape: 'kv/read',
    step: 8,
    time: 0,
    headline: 'read of x returned 1, but x was 4 since write(4) returned',
    proof: [
      {
        kind: 'let',
        text: 'write(1) on x succeeded (process 0, invoked at step 1, returned at step 2)',
        step: 2,
      },
      {
        kind: 'let',
        text: 'write(4) on x succeeded (process 1, invoked at step 5, returned at step 6)',
        step: 6,
      },
      {
        kind: 'then',
        text: 'everything that returned before read of x returned 1 can be explained, with x at 4 in the end',
      },
      {
        kind: 'however',
        text: 'read of x returned 1, but x was 4 since write(4) returned (process 2, invoked at step 7, returned at step 8)',
        step: 8,
      },
    ],
    facts: [
      { step: 2, operation: 0 },
      { step: 6, operation: 1 },
      { step: 8, operation: 2 },
    ],
  })
})

test('steps and times of the run are the ones given', () => {
  const violation = violationOf(staleRead, {
    stepAt: (at: number) => at * 100,
    timeAt: (at: number) => at * 5,
  })
  expect(violation).toMatchObject({ step: 700, time: 35 })
  expect(violation.facts.map(({ step }) => step)).toEqual([100, 500, 700])
})

test('times in the history are nanoseconds, in the violation microseconds', () => {
  const timed = staleRead.map((operation) => ({ ...operation, returnedAt: operation.returned * 1_000_000 }))
  expect(violationOf(timed).time).toBe(7000)
})

test('the signature does not depend on values or positions', () => {
  const other = history(
    ['write', 9, ok(), 3, 8, 'k'],
    ['write', 8, ok(), 9, 12, 'k'],
    ['read', null, ok(9), 20, 31, 'k'],
  )
  expect(signatureOf(violationOf(other))).toBe(signatureOf(violationOf(staleRead)))
})

test('a failed cas that lies about what it met is quoted as such', () => {
  const lying = history(['write', 1, ok(), 0, 1, 'x'], ['cas', [5, 6], failed(9), 2, 3, 'x'])
  const violation = violationOf(lying)
  expect(violation.shape).toBe('kv/cas')
  expect(violation.proof.at(-2)?.text).toContain('cas(5, 6) on x failed, having met 9')
})
