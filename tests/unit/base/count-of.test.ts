import { expect, test } from 'vitest'
import { countOf } from '../../../src/base/count-of.ts'

test('one thing is singular; none and many are plural', () => {
  expect([0, 1, 2, 1000].map((count) => countOf(count, 'run'))).toEqual([
    '0 runs',
    '1 run',
    '2 runs',
    '1000 runs',
  ])
  expect([1, 2].map((count) => countOf(count, 'run was', 'runs were'))).toEqual(['1 run was', '2 runs were'])
})
