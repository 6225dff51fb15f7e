import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exactNumber, MAX_NUMBER_LENGTH } from '../../../../../src/record/formats/readers/exact-number.ts'
import { maybeInexact } from '../../../../../src/record/formats/readers/maybe-inexact.ts'

describe('exactNumber', () => {
  it.each([
    ['42', 42],
    ['42.0', 42],
    ['4.2e1', 42],
    ['-0', 0],
    ['0.1', 0.1],
    ['9007199254740991', 9007199254740991],
    ['9007199254740993', '9007199254740993'],
    ['9007199254740993.0', '9007199254740993'],
    ['0.12345678901234567890', '1234567890123456789e-19'],
    ['1e308', `1${'0'.repeat(308)}`],
    ['1e-300', 1e-300],
    ['1e999', undefined],
    ['12a', undefined],
    [`1${'0'.repeat(400)}`, `1${'0'.repeat(400)}`],
    ['1'.repeat(MAX_NUMBER_LENGTH + 1), undefined],
  ])('reads %s', (written, value) => {
    expect(exactNumber(written)).toBe(value)
  })

  it('tells integers apart that one double stands for, and only those that differ', () => {
    const integer = fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n })
    fc.assert(
      fc.property(integer, fc.bigInt({ min: -3n, max: 3n }), (first, distance) => {
        const second = first + distance
        expect(exactNumber(String(first)) === exactNumber(String(second))).toBe(distance === 0n)
        expect(exactNumber(`${first}.0`)).toBe(exactNumber(String(first)))
      }),
    )
  })
})

describe('maybeInexact', () => {
  it('says what a regular expression says', () => {
    const text = fc.string({ unit: fc.constantFrom(...'01.9eE+-a"'), maxLength: 60 })
    const digits = fc.string({ unit: fc.constantFrom(...'0123456789.'), minLength: 14, maxLength: 18 })
    fc.assert(
      fc.property(text, digits, text, (before, run, after) => {
        const line = `${before} ${run} ${after}`
        expect(maybeInexact(line)).toBe(/[\d.]{16}|\d[eE][-+\d]/.test(line))
      }),
    )
  })
})
