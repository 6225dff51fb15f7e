import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalJson } from '../../../src/base/json.ts'
import { ValueNumbers } from '../../../src/base/value-numbers.ts'

// few leaves, so that equal values are met often; texts that look like other values among them
const leaf = fc.constantFrom<unknown>(null, undefined, 0, 1, -1, 0.5, true, 'a', '1', 'null', '[1]', '')
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    leaf,
    fc.array(tie('value'), { maxLength: 6 }),
    fc.dictionary(fc.constantFrom('a', 'b'), tie('value')),
  ),
}))

test('values have one number when their canonical JSON is one text, from 0 as they come', () => {
  fc.assert(
    fc.property(fc.array(value, { maxLength: 40 }), (values) => {
      const numbers = new ValueNumbers()
      const numberOf = new Map<string, number>()
      const textOf = new Map<number, string>()
      for (const one of values) {
        const text = canonicalJson(one)
        const number = numbers.of(one)
        expect(numberOf.get(text) ?? number).toBe(number)
        expect(textOf.get(number) ?? text).toBe(text)
        numberOf.set(text, number)
        textOf.set(number, text)
      }
    }),
    { seed: 7, numRuns: 2000 },
  )
})

test('the first value is 0', () => {
  const numbers = new ValueNumbers()
  expect(numbers.of(null)).toBe(0)
  expect(numbers.of(undefined)).toBe(0)
  expect(numbers.of('null')).toBe(1)
})
