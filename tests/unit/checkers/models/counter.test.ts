import { describe, expect, test } from 'vitest'
import { checkLinearizability } from '../../../../checkers/linearizability/index.ts'
import { models } from '../../../../checkers/models/index.ts'
import { history, ok, unknown } from '../linearizability/histories.ts'
import type { Line } from '../linearizability/histories.ts'
import { after } from './steps.ts'

const { counter } = models
const validOf = (...lines: readonly Line[]): boolean | 'unknown' =>
  checkLinearizability(history(...lines), counter).valid

describe('counter', () => {
  test('adds and takes away, with or without an amount', () => {
    expect(
      after(
        counter,
        ['add', 5, null],
        ['add', -2, null],
        ['increment', null, null],
        ['inc', 3, null],
        ['decrement', null, null],
        ['dec', 2, null],
        ['read', null, 4],
      ),
    ).toBe('4')
    expect(after(counter, ['add', 1, 1], ['read', null, 2])).toBe('refused: read')
  })

  test('add-and-get tells the new total; other results are not looked at', () => {
    expect(after(counter, ['add-and-get', 2, 2], ['add-and-get', 1, [1, 3]])).toBe('3')
    expect(after(counter, ['add-and-get', 2, 3])).toBe('refused: add-and-get')
    expect(after(counter, ['increment', null, 7], ['read', null, 1])).toBe('1')
  })

  test('a read sees what returned before it was called, and may see what was under way or is unknown', () => {
    const adds: readonly Line[] = [
      ['add', 1, ok(1), 0, 1],
      ['add', 2, ok(2), 2, 6],
      ['add', 4, unknown, 3],
    ]
    const reads = [0, 1, 2, 3, 4, 5, 6, 7, 8]
    const possible = reads.filter((total) => validOf(...adds, ['read', null, ok(total), 4, 5]) === true)
    expect(possible).toEqual([1, 3, 5, 7])
  })

  test('a total that the bounds allow, and no order does, is found', () => {
    // 2 lies between 1 and 4, but nothing adds 1
    expect(validOf(['add', 1, ok(1), 0, 1], ['add', 3, ok(3), 2, 5], ['read', null, ok(2), 3, 4])).toBe(false)
  })

  test('a failure out of bounds names the read and what explains all before it', () => {
    const lines: readonly Line[] = [
      ['add', 1, ok(1), 0, 1],
      ['read', null, ok(1), 2, 3],
      ['read', null, ok(9), 4, 5],
    ]
    const verdict = checkLinearizability(history(...lines), counter)
    expect(verdict).toMatchObject({
      valid: false,
      failure: { operation: { id: 2 }, longestPrefix: [{ id: 0 }, { id: 1 }], state: '1' },
    })
  })

  test('hundreds of adds of unknown outcome are decided', () => {
    const adds = Array.from({ length: 600 }, (_, at): Line => ['add', 1 + (at % 3), unknown, at])
    expect(validOf(...adds, ['read', null, ok(1200), 4000, 4001])).toBe(true)
    expect(validOf(...adds, ['read', null, ok(1201), 4000, 4001])).toBe(false)
  })

  test('what is no whole number is bad input', () => {
    expect(() => after(counter, ['add', 'a', null])).toThrow('add of process 0 needs a whole number, got "a"')
    expect(() => after(counter, ['add', null, null])).toThrow('needs a whole number')
    expect(() => after(counter, ['read', null, 1.5])).toThrow('needs a whole number as its result')
    expect(() => after(counter, ['add', 2 ** 53 - 1, null], ['inc', null, null])).toThrow(
      'can be told exactly',
    )
  })
})
