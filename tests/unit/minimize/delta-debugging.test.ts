import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { deltaDebug, removePairs, type RunBudget } from '../../../src/minimize/delta-debugging.ts'

const endless: RunBudget = { take: () => true }

class Budget implements RunBudget {
  left: number

  constructor(left: number) {
    this.left = left
  }

  take(): boolean {
    return this.left-- > 0
  }
}

/** The oracle: takes out one element after another, from the front, until none can go. */
function naive(list: readonly number[], fails: (rest: readonly number[]) => boolean): readonly number[] {
  for (let position = 0; position < list.length; position++) {
    const rest = list.filter((_, at) => at !== position)
    if (fails(rest)) return naive(rest, fails)
  }
  return list
}

const isSubsequence = (part: readonly number[], whole: readonly number[]): boolean => {
  let at = 0
  for (const one of whole) if (one === part[at]) at++
  return at === part.length
}

const list = fc.array(fc.nat(20), { maxLength: 25, size: 'max' })
/** Any predicate at all that is fixed: a digest of what is left. */
const moody = (seed: number, whole: readonly number[]) => (rest: readonly number[]) =>
  rest.length === whole.length || rest.reduce((sum, one) => (sum * 31 + one + 7) % 1009, seed) % 3 === 0

describe('deltaDebug', () => {
  test('what is left still fails, is part of the whole in its order, and no single element can go', () => {
    fc.assert(
      fc.property(list, fc.nat(1008), (whole, seed) => {
        const fails = moody(seed, whole)
        const left = deltaDebug(whole, fails, endless)
        expect(left.length === whole.length || fails(left)).toBe(true)
        expect(isSubsequence(left, whole)).toBe(true)
        for (let position = 0; position < left.length; position++) {
          expect(fails(left.filter((_, at) => at !== position))).toBe(false)
        }
      }),
      { numRuns: 500 },
    )
  })

  test('where some elements are needed and the others are not, these are left: as the naive search finds', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.nat(99), { maxLength: 40, size: 'max' }),
        fc.func(fc.boolean()),
        (whole, choose) => {
          const needed = whole.filter((one) => choose(one))
          const fails = (rest: readonly number[]): boolean => needed.every((one) => rest.includes(one))
          expect(deltaDebug(whole, fails, endless)).toEqual(needed)
          expect(naive(whole, fails)).toEqual(needed)
        },
      ),
    )
  })

  test('a failure that needs nothing leaves nothing', () => {
    expect(deltaDebug([1, 2, 3, 4, 5], () => true, endless)).toEqual([])
    expect(deltaDebug([], () => true, endless)).toEqual([])
  })

  test('a failure that needs everything leaves everything', () => {
    const whole = [1, 2, 3, 4, 5]
    expect(deltaDebug(whole, () => false, endless)).toEqual(whole)
  })

  test('one needed element of a thousand takes tens of runs, not thousands', () => {
    const whole = Array.from({ length: 1000 }, (_, n) => n)
    const budget = new Budget(60)
    expect(deltaDebug(whole, (rest) => rest.includes(617), budget)).toEqual([617])
  })

  test('never runs more than the budget, and what it returns then still fails', () => {
    fc.assert(
      fc.property(list, fc.nat(1008), fc.nat(30), (whole, seed, most) => {
        let runs = 0
        const fails = moody(seed, whole)
        const left = deltaDebug(whole, (rest) => (runs++, fails(rest)), new Budget(most))
        expect(runs).toBeLessThanOrEqual(most)
        expect(left.length === whole.length || fails(left)).toBe(true)
      }),
      { numRuns: 300 },
    )
  })
})

describe('removePairs', () => {
  test('takes out two that only go together, wherever they stand', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 12 }), fc.nat(), fc.nat(), (length, a, b) => {
        const whole = Array.from({ length }, (_, n) => n)
        const pair = [a % length, b % length]
        fc.pre(pair[0] !== pair[1])
        const fails = (rest: readonly number[]): boolean =>
          pair.every((one) => rest.includes(one)) === pair.some((one) => rest.includes(one)) &&
          whole.every((one) => pair.includes(one) || rest.includes(one))
        expect(removePairs(whole, fails, endless)).toEqual(whole.filter((one) => !pair.includes(one)))
      }),
    )
  })

  test('what is left still fails and is part of the whole; the budget is kept', () => {
    fc.assert(
      fc.property(list, fc.nat(1008), fc.nat(200), (whole, seed, most) => {
        let runs = 0
        const fails = moody(seed, whole)
        const left = removePairs(whole, (rest) => (runs++, fails(rest)), new Budget(most))
        expect(runs).toBeLessThanOrEqual(most)
        expect(left.length === whole.length || fails(left)).toBe(true)
        expect(isSubsequence(left, whole)).toBe(true)
      }),
    )
  })
})
