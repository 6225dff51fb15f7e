import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { holds, lastTermOf, logsMatch, type ShownLog } from '../../../src/explore/shown-state.ts'

const log = (terms: readonly number[], digests = terms, firstIndex = 1, baseTerm = 0): ShownLog => ({
  firstIndex,
  baseTerm,
  terms,
  digests,
})

describe('Log Matching', () => {
  test('holds of logs that are equal up to the last entry they share', () => {
    expect(logsMatch(log([1, 1, 2]), log([1, 1, 3]))).toBe(true)
    expect(logsMatch(log([1]), log([]))).toBe(true)
    expect(logsMatch(log([1, 2]), log([3, 4]))).toBe(true)
  })

  test('does not hold where they share an entry and differ before it', () => {
    expect(logsMatch(log([1, 2]), log([3, 2]))).toBe(false)
    expect(logsMatch(log([1, 2], [7, 9]), log([1, 2], [8, 9]))).toBe(false)
  })

  test('does not hold where one index and term have two entries', () => {
    expect(logsMatch(log([1], [7]), log([1], [8]))).toBe(false)
  })

  test('looks at what both still have', () => {
    expect(logsMatch(log([2], [9], 2, 1), log([3, 2], [7, 9]))).toBe(true)
    expect(logsMatch(log([2], [9], 2, 1), log([3, 2], [7, 8]))).toBe(false)
  })

  test('is what the definition says, on all short logs', () => {
    const logs = fc.array(fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 2 })), {
      maxLength: 4,
    })
    fc.assert(
      fc.property(logs, logs, (a, b) => {
        const at = (list: readonly (readonly number[])[]): ShownLog =>
          log(
            list.map(([term = 0]) => term),
            list.map(([, digest = 0]) => digest),
          )
        const shared = a.findLastIndex(([term], index) => b[index]?.[0] === term)
        const expected = a.slice(0, shared + 1).every((entry, index) => String(entry) === String(b[index]))
        expect(logsMatch(at(a), at(b))).toBe(expected)
      }),
      { numRuns: 2000 },
    )
  })
})

test('an entry that was compacted away is taken to be there', () => {
  expect(holds(log([2], [9], 5, 1), 3, 1, 7)).toBe(true)
  expect(holds(log([2], [9], 5, 1), 5, 2, 9)).toBe(true)
  expect(holds(log([2], [9], 5, 1), 6, 2, 9)).toBe(false)
})

test('the last term of a compacted log is that of its snapshot, if that is known', () => {
  expect(lastTermOf(log([], [], 5, 3))).toBe(3)
  expect(lastTermOf(log([], [], 5, -1))).toBe(-1)
  expect(lastTermOf(log([1, 4]))).toBe(4)
})
