import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { HistoryEvent } from '../../../src/record/history-event.ts'
import { SharedOutcomes } from '../../../src/record/shared-outcomes.ts'

const completion = (type: HistoryEvent['type'], rest: Partial<HistoryEvent> = {}): HistoryEvent => ({
  process: 0,
  type,
  f: 'read',
  value: null,
  ...rest,
})

test('an outcome is what its completion tells, whichever came before', () => {
  // values that one place of the memory is for, and such as are alike
  const value = fc.constantFrom<unknown>(0, -0, 1, 65_537, -65_535, 1.5, '1', null, undefined, true, [1])
  const event = fc.oneof(
    value.map((given) => completion('ok', { value: given })),
    fc.constantFrom('timeout', 'gone').map((error) => completion('info', { error })),
    value.map((observed) => completion('fail', { error: 'no', observed })),
  )
  fc.assert(
    fc.property(fc.array(event, { maxLength: 20 }), (events) => {
      const outcomes = new SharedOutcomes()
      for (const each of events) {
        const outcome = outcomes.of(each)
        expect(outcome.type).toBe(each.type)
        if (outcome.type === 'ok') expect(Object.is(outcome.value, each.value)).toBe(true)
        else expect(outcome.error).toBe(each.error)
        if (outcome.type === 'fail') expect(outcome.observed).toBe(each.observed)
      }
    }),
  )
})

test('equal outcomes near each other are one object', () => {
  const outcomes = new SharedOutcomes()
  const first = outcomes.of(completion('ok', { value: 7 }))
  outcomes.of(completion('ok', { value: 8 }))
  expect(outcomes.of(completion('ok', { value: 7 }))).toBe(first)
})

test('of many numbers as many are remembered', () => {
  const outcomes = new SharedOutcomes()
  const made = (): unknown[] => Array.from({ length: 5000 }, (_, value) => outcomes.ok(value))
  made()
  const [again, once] = [made(), made()]
  for (let at = 0; at < again.length; at++) expect(once[at]).toBe(again[at])
})
