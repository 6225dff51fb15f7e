import fc from 'fast-check'
import { expect, test } from 'vitest'
import { errors } from '../../../src/base/operation-error.ts'
import type { Json } from '../../../src/base/json.ts'
import type { CodedOutcome } from '../../../src/record/operation.ts'
import {
  answered,
  conclusion,
  mayBeTaken,
  notSent,
  sent,
  sessionLost,
  timedOut,
} from '../../../src/workload/request-state.ts'

const refused: CodedOutcome<Json> = { type: 'fail', error: errors.noServerAsked }
const final: CodedOutcome<Json> = { type: 'fail', error: errors.noSuchSession, observed: 3 }
const lost: CodedOutcome<Json> = { type: 'fail', error: errors.noSuchSession }
const unknown: CodedOutcome<Json> = { type: 'info', error: errors.timeout }
const done: CodedOutcome<Json> = { type: 'ok', value: 1 }

test('a request that was never sent failed', () => {
  expect(timedOut(notSent, errors.noServerAsked)).toEqual(refused)
})

test('a refusal after a lost answer leaves the operation open', () => {
  const state = answered(sent(sent(notSent)), true)
  expect(conclusion(state, lost)).toBeUndefined()
  expect(sessionLost(state, lost)).toEqual({ type: 'info', error: errors.noSuchSession })
})

test('a refusal of the only attempt ends it', () => {
  const state = answered(sent(notSent), true)
  expect(conclusion(state, lost)).toBe(lost)
  expect(sessionLost(state, lost)).toBe(lost)
})

test('what every attempt would be answered ends it, whatever became of the others', () => {
  const state = answered(sent(sent(notSent)), true)
  expect(conclusion(state, final)).toBe(final)
  expect(conclusion(state, done)).toBe(done)
})

test('an unknown answer ends nothing', () => {
  expect(conclusion(answered(sent(notSent), false), unknown)).toBeUndefined()
})

test('it ends as failed by time or a lost session only if every attempt was refused for certain', () => {
  const attempts = fc.array(fc.constantFrom('silent', 'unknown', 'refused'), { maxLength: 8 })
  fc.assert(
    fc.property(attempts, (kinds) => {
      let state = notSent
      for (const kind of kinds) {
        state = sent(state)
        if (kind !== 'silent') state = answered(state, kind === 'refused')
      }
      const certain = kinds.every((kind) => kind === 'refused')
      expect(mayBeTaken(state)).toBe(!certain)
      expect(timedOut(state, errors.noServerAsked).type).toBe(certain ? 'fail' : 'info')
      expect(sessionLost(state, lost).type).toBe(certain ? 'fail' : 'info')
      expect(conclusion(state, lost)).toBe(certain ? lost : undefined)
    }),
  )
})
