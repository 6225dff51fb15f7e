import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { errorCodes } from '../../../src/base/error-codes.ts'
import { errorOfService, errorOfText } from '../../../src/base/error-of-text.ts'
import { errors, notLeader } from '../../../src/base/operation-error.ts'

describe('the error that a text stands for', () => {
  test('an error of ours is found again by its text, the very same one', () => {
    for (const error of Object.values(errors)) {
      expect(errorOfText(error.text, error.definite)).toBe(error)
      if (error.definite) expect(errorOfService(error.text)).toBe(error)
    }
    expect(new Set(Object.values(errors).map(({ text }) => text)).size).toBe(Object.keys(errors).length)
  })

  test('who leads is found again, whatever it is called', () => {
    const names = fc.stringMatching(/^[^\n\r\u2028\u2029]+$/).filter((name) => name !== 'unknown')
    fc.assert(
      fc.property(names, (name) => {
        expect(errorOfText(notLeader(name).text, true)).toEqual(notLeader(name))
      }),
    )
    expect(errorOfText(notLeader(null).text, true)).toBe(notLeader(null))
  })

  test('a text may be the code itself', () => {
    for (const [code, { definite }] of Object.entries(errorCodes))
      expect(errorOfText(code, definite)).toMatchObject({ code, definite, text: code })
  })

  test('whatever an adapter says: the text stays, and the outcome counts more than the words', () => {
    const words = fc.oneof(
      fc.string(),
      fc.constantFrom(...Object.values(errors).map(({ text }) => text)),
      fc.constantFrom('not leader; leader n2', 'unreachable: no', 'precondition failed: 7', '__proto__'),
    )
    fc.assert(
      fc.property(words, fc.boolean(), (text, definite) => {
        const error = errorOfText(text, definite)
        expect(error).toMatchObject({ text, definite })
        expect(Object.hasOwn(errorCodes, error.code)).toBe(true)
        expect(errorOfText(text, !definite)).toMatchObject({ text, definite: !definite })
      }),
    )
  })

  test.each([
    ['not leader', 'not-leader', 'not-leader'],
    ['not leader, ask another', 'not-leader', 'not-leader'],
    ['I am not leader', 'temporarily-unavailable', 'rejected'],
    ['unreachable', 'unreachable', 'unreachable'],
    ['precondition failed: it was 7', 'precondition-failed', 'precondition-failed'],
    ['cluster overloaded', 'temporarily-unavailable', 'rejected'],
    ['lost to a newer leader', 'temporarily-unavailable', 'rejected'],
    ['no such call: {"f":"lead","leader":1}', 'not-supported', 'not-supported'],
    ['not found', 'key-does-not-exist', 'key-does-not-exist'],
    ['another value', 'rejected', 'rejected'],
    ['', 'rejected', 'rejected'],
  ])('a failure "%s" is %s; of a service, %s', (text, ofAdapter, ofService) => {
    expect(errorOfText(text, true)).toMatchObject({ code: ofAdapter, text })
    expect(errorOfService(text)).toMatchObject({ code: ofService, text, definite: true })
  })

  test.each([
    ['timeout', 'timeout'],
    ['timed-out', 'timeout'],
    ['no answer at all', 'timeout'],
    ['socket hang up', 'unknown'],
    ['leadership lost', 'leadership-lost'],
  ])('an unknown outcome "%s" is %s', (text, code) => {
    expect(errorOfText(text, false)).toMatchObject({ code, text })
  })
})

test('no two codes have one number; those from 1000 on are ours, as Maelstrom leaves them to the user', () => {
  const numbers = Object.values(errorCodes).map(({ number }) => number)
  expect(new Set(numbers).size).toBe(numbers.length)
  expect(numbers).toEqual(numbers.toSorted((a, b) => a - b))
  expect(numbers.filter((number) => number < 1000)).toEqual([0, 1, 10, 11, 12, 13, 14, 20, 21, 22, 30])
})
