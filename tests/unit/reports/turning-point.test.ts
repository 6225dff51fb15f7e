import { describe, expect, test } from 'vitest'
import { turningPoint, turningText } from '../../../reports/turning-point.ts'

const futures = (...failed: number[]) =>
  failed.map((count, at) => ({ decisions: at, step: 3 + at, runs: 40, failed: count }))

describe('where a failure turns', () => {
  test('is the largest jump of the share that breaks, without the end, where all do', () => {
    const turning = turningPoint(futures(0, 0, 1, 16, 17, 40))
    expect(turning).toEqual({ step: 6, runs: 40, failed: 16, before: 1 })
    expect(turningText(turning!)).toBe(
      'after step 6, 16 of 40 random futures break the same way; 1 before it',
    )
  })

  test('is nowhere where the share creeps up, or nothing was tried', () => {
    expect(turningPoint(futures(0, 4, 8, 12, 40))).toBeUndefined()
    expect(turningPoint(futures(40, 40))).toBeUndefined()
    expect(turningPoint([])).toBeUndefined()
    expect(turningPoint()).toBeUndefined()
  })
})
