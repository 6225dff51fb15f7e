import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Digest, digestText } from '../../../src/base/digest.ts'

const of = (...values: readonly (number | string)[]): string => {
  const digest = new Digest()
  for (const value of values)
    if (typeof value === 'string') digest.text(value)
    else digest.long(value)
  return digest.hex()
}

test('sixteen hexadecimal digits; the same for the same values, also when it is asked twice', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.maxSafeNat(), fc.string())), (values) => {
      expect(of(...values)).toMatch(/^[0-9a-f]{16}$/)
      expect(of(...values)).toBe(of(...values))
    }),
  )
  const digest = new Digest()
  digest.int(1)
  expect(digest.hex()).toBe(digest.hex())
})

test('one value, one bit, their order or their borders changed: another digest', () => {
  const texts = ['', 'a', 'b', 'ab', 'ba', 'abc', 'a b']
  const numbers = [0, 1, 2, 255, 256, 2 ** 31, 2 ** 32, 2 ** 32 + 1, 2 ** 52]
  const all = [
    ...texts.map((one) => of(one)),
    ...numbers.map((one) => of(one)),
    of('a', 'b'),
    of('b', 'a'),
    of(1, 2),
    of(2, 1),
  ]
  expect(new Set(all).size).toBe(all.length)
})

test('a hundred thousand neighbours do not collide', () => {
  const seen = new Set<string>()
  for (let n = 0; n < 100_000; n++) {
    const digest = new Digest()
    digest.int(n)
    seen.add(digest.hex())
  }
  expect(seen.size).toBe(100_000)
})

test('the same on any machine: written down here', () => {
  expect(of('whitewater', 1, 2 ** 40)).toBe('eae569498d217c9c')
  expect(digestText('whitewater')).toBe(1819755779)
  expect(new Set(Array.from({ length: 10_000 }, (_, n) => digestText(`w${n}`))).size).toBeGreaterThan(9_990)
})
