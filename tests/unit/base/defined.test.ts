import { expect, test } from 'vitest'
import { defined } from '../../../src/base/defined.ts'

test('keeps what has a value, null and false too, in order', () => {
  const fields = { b: undefined, c: null, a: false, d: 0, e: undefined }
  expect(Object.entries(defined(fields))).toEqual([
    ['c', null],
    ['a', false],
    ['d', 0],
  ])
})
