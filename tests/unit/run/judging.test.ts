import { describe, expect, test } from 'vitest'
import type { Violation } from '../../../src/record/verdict.ts'
import { assertJudging, isSignature, Judge, judgingWith } from '../../../src/run/judging.ts'

const breach = (property: string, shape: string): Violation => ({
  ...{ property, shape, step: 1, time: 0, headline: '' },
  ...{ proof: [], facts: [] },
})

describe('a judge', () => {
  test('notes a known signature once, as no failure; another shape of the property is one', () => {
    const judge = new Judge({ known: ['one-vote-per-term/two-votes'] })
    expect(judge.counts(breach('one-vote-per-term', 'two-votes'))).toBe(false)
    expect(judge.counts(breach('one-vote-per-term', 'two-votes'))).toBe(false)
    expect(judge.counts(breach('one-vote-per-term', 'vote-changed'))).toBe(true)
    expect(judge.seen).toEqual(['one-vote-per-term/two-votes'])
  })

  test('takes an ignored property for no failure in any shape, and does not note it', () => {
    const judge = new Judge({ ignore: ['log-matching'] })
    expect(judge.counts(breach('log-matching', 'anything'))).toBe(false)
    expect(judge.seen).toEqual([])
  })
})

test.each([
  ['election-safety/two-leaders', true],
  ['linearizability/kv/read', true],
  ['no-exception/TypeError in stop()', true],
  ['election-safety', false],
  ['/two-leaders', false],
  ['election safety/two-leaders', false],
  ['election-safety/ two-leaders', false],
  ['election-safety/two\nleaders', false],
  [`x/${'y'.repeat(2000)}`, false],
])('%j is a signature: %j', (text, is) => {
  expect(isSignature(text)).toBe(is)
})

test('what is no signature, no list or no text is refused by its option', () => {
  expect(() => assertJudging({ known: ['two-leaders'] })).toThrow(
    'known must be a signature, property/shape; got "two-leaders"',
  )
  expect(() => assertJudging({ known: 'a/b' as never })).toThrow('known must be a list')
  expect(() => assertJudging({ ignore: [7 as never] })).toThrow('ignore must hold texts; got 7')
  const many = Array.from({ length: 10_001 }, (_, number) => `a/${number}`)
  expect(() => assertJudging({ known: many })).toThrow('known holds 10001; at most 10000 are taken')
})

test('the same is said in the same words, in whatever order it was given', () => {
  const one = judgingWith({ known: ['b/1', 'a/1'] }, { known: ['a/1'], ignore: ['liveness'] })
  expect(one).toEqual({ known: ['a/1', 'b/1'], ignore: ['liveness'] })
  expect(JSON.stringify(judgingWith({ ignore: ['liveness'] }, { known: ['a/1', 'b/1'] }))).toBe(
    JSON.stringify(one),
  )
  expect(judgingWith({}, {})).toEqual({})
})
