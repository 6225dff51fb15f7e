import { expect, test } from 'vitest'
import { assertJudging, Judge } from '../../../src/run/judging.ts'
import { InputError } from '../../../src/base/input-error.ts'
import type { Violation } from '../../../src/record/verdict.ts'

const breach = (property: string, shape: string): Violation => ({
  ...{ property, shape, step: 1, time: 0, headline: '', proof: [], facts: [] },
})

test('a known signature is noted once and is no failure; another shape of the property is one', () => {
  const judge = new Judge({ known: ['one-vote-per-term/two-votes'] })
  expect(judge.counts(breach('one-vote-per-term', 'two-votes'))).toBe(false)
  expect(judge.counts(breach('one-vote-per-term', 'two-votes'))).toBe(false)
  expect(judge.counts(breach('one-vote-per-term', 'vote-changed'))).toBe(true)
  expect(judge.seen).toEqual(['one-vote-per-term/two-votes'])
})

test('an ignored property is no failure in any shape, and is not noted', () => {
  const judge = new Judge({ ignore: ['log-matching'] })
  expect(judge.counts(breach('log-matching', 'anything'))).toBe(false)
  expect(judge.seen).toEqual([])
})

test('a property that does not exist is refused with the one that was meant', () => {
  const wrong = (): void => assertJudging({ ignore: ['log-matchin'] })
  expect(wrong).toThrow(InputError)
  expect(wrong).toThrow('did you mean log-matching?')
})
