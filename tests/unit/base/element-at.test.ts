import { describe, expect, test } from 'vitest'
import { HarnessError } from '../../../src/base/assert.ts'
import { elementAt } from '../../../src/base/element-at.ts'

describe('elementAt', () => {
  test('gives what stands at the index', () => {
    expect(elementAt(['a', 'b'], 1)).toBe('b')
    expect(elementAt(new Uint8Array([7]), 0)).toBe(7)
  })

  test.each([0, null, false, '', undefined])('an element may be %j', (element) => {
    expect(elementAt([element], 0)).toBe(element)
  })

  test.each([-1, 2, 0.5, NaN, Infinity])('refuses index %d of two', (index) => {
    expect(() => elementAt(['a', 'b'], index)).toThrow(HarnessError)
    expect(() => elementAt(['a', 'b'], index)).toThrow(
      `index ${index} is out of range: the list has 2 elements`,
    )
  })
})
