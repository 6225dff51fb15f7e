import fc from 'fast-check'
import { expect, test } from 'vitest'
import { modelNames } from '../../checkers/models/model-name.ts'
import { objectLevels } from '../../checkers/sequential/index.ts'
import { specs } from '../unit/checkers/specs/specs.ts'
import { compareWithSpec } from './fuzz-specs.ts'

// 200,000 of each, and of each level, by `npm run fuzz:checker`; these are to notice a change
const NUM_RUNS = 400

const cases = specs.flatMap((spec) => objectLevels.map((level) => ({ name: spec.name, spec, level })))

test('every model has a spec', () => {
  expect(new Set(specs.map(({ model }) => model))).toEqual(new Set(modelNames))
})

test.each(cases)(
  '$name, $level: the verdict is that of trying every order on its spec',
  ({ spec, level }) => {
    const tally = { valid: 0, invalid: 0 }
    fc.assert(
      fc.property(fc.nat(1 << 30), (seed) => {
        const { tally: one, disagreement } = compareWithSpec(spec, level, { from: seed, count: 1 })
        expect(disagreement).toBeUndefined()
        tally.valid += one.valid
        tally.invalid += one.invalid
      }),
      { numRuns: NUM_RUNS },
    )
    expect(tally.valid).toBeGreaterThan(NUM_RUNS / 4)
    expect(tally.invalid).toBeGreaterThan(NUM_RUNS / 50)
  },
)
