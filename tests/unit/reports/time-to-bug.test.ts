import fc from 'fast-check'
import { expect, test } from 'vitest'
import { runsToFind, timeToBug } from '../../../reports/time-to-bug.ts'

const failing = (scenario: string, run: number) => ({
  scenario,
  run,
  seed: '',
  headline: '',
  step: 1,
  replay: '',
})
const scenario = (name: string, runs: number) => ({ name, runs, failed: 0, undecided: 0, marks: {} })

test('where every hunt ended with a failure it is the share of hunts that were as short', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 20 }),
      (numbers) => {
        const sorted = numbers.toSorted((a, b) => a - b)
        const points = timeToBug({ failures: numbers.map((run) => failing('wild', run)) }, [
          scenario('wild', sorted.at(-1) ?? 0),
        ])
        const gaps = sorted.map((run, at) => run - (at === 0 ? 0 : (sorted[at - 1] ?? 0)))
        for (const { runs, share } of points)
          expect(share).toBeCloseTo(gaps.filter((gap) => gap <= runs).length / gaps.length, 9)
        expect(points.at(-1)?.share).toBeCloseTo(1, 9)
      },
    ),
  )
})

test('a hunt that the end cut short counts for as long as it went, by scenario', () => {
  // hunts of 2 and 4 that found it, then 4 that did not; in another scenario 1, then 9
  const failures = [failing('wild', 2), failing('wild', 6), failing('calm', 1)]
  const points = timeToBug({ failures }, [scenario('wild', 10), scenario('calm', 10), scenario('other', 500)])
  expect(points.map(({ runs }) => runs)).toEqual([1, 2, 4])
  // at risk 5, 4, 3: 4/5, then 3/4 of it, then 2/3 of that
  expect(points.map(({ share }) => Number(share.toFixed(6)))).toEqual([0.2, 0.4, 0.6])
  expect(runsToFind(points, 0.5)).toBe(4)
  expect(runsToFind(points, 0.9)).toBeUndefined()
})
