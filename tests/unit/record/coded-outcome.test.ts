import fc from 'fast-check'
import { expect, test } from 'vitest'
import { codedOutcome, textOutcome } from '../../../src/record/coded-outcome.ts'
import type { Outcome } from '../../../src/record/operation.ts'

const outcomes = fc.oneof(
  fc.record({ type: fc.constant('ok' as const), value: fc.jsonValue() }),
  fc.record({ type: fc.constant('info' as const), error: fc.string() }),
  fc.record(
    { type: fc.constant('fail' as const), error: fc.string(), observed: fc.jsonValue() },
    { requiredKeys: ['type', 'error'] },
  ),
)

test('an outcome of an adapter is told again as it was given', () => {
  fc.assert(
    fc.property(outcomes, (outcome) => {
      const coded = codedOutcome(outcome as Outcome)
      expect(textOutcome(coded)).toEqual(outcome)
      expect(Object.keys(textOutcome(coded))).toEqual(Object.keys(outcome))
      if (coded.type !== 'ok') expect(coded.error.definite).toBe(coded.type === 'fail')
    }),
  )
})
