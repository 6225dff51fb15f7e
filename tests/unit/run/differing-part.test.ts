import fc from 'fast-check'
import { expect, test } from 'vitest'
import { differingPart } from '../../../src/run/divergence/differing-part.ts'

test.each([
  ['a member', { a: 1, b: { c: [1, { d: 2 }] } }, { a: 1, b: { c: [1, { d: 3 }] } }, '.b.c[1].d', [2, 3]],
  ['a list that is longer', { a: [1] }, { a: [1, 2] }, '.a', [[1], [1, 2]]],
  [
    'a list in another order',
    { a: [1, 2, 3] },
    { a: [3, 1, 2] },
    '.a',
    [
      [1, 2, 3],
      [3, 1, 2],
    ],
  ],
  ['other names', { a: 1 }, { b: 1 }, '', [{ a: 1 }, { b: 1 }]],
  ['another kind', [1], { 0: 1 }, '', [[1], { 0: 1 }]],
  ['nothing on one side', undefined, 1, '', [undefined, 1]],
])('%s', (_, one, other, path, values) => {
  expect(differingPart(one, other)).toEqual({ path, values })
})

test('equal values, whatever the order of their names, have none', () => {
  expect(differingPart({ a: 1, b: 2 }, { b: 2, a: 1 })).toBeUndefined()
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(differingPart(value, structuredClone(value))).toBeUndefined()
    }),
  )
})
