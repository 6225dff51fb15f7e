import { expect, test } from 'vitest'
import { scenarios } from '../../../scenarios/index.ts'
import { runAll, violationsOf } from '../targets/runs.ts'
import { unusualRaft, type VariantName } from './variants.ts'

// Runs of correct Rafts that were accused once, each by chances of some one in 70,000: npm run fuzz:unusual finds more.

const accused: readonly [VariantName, scenario: string, seed: number][] = [
  // the candidate's log was cut between asking for votes and showing that it stands
  ['votes shown late', 'stepwise', 100_099],
  ['votes shown late', 'directories', 100_285],
  ['votes shown late', 'directories', 100_442],
  ['votes shown very late', 'directories', 100_031],
  ['votes shown very late', 'everything-at-once', 100_680],
  // of two servers the one that cannot win stood first, time and again
  ['pre-candidates shown as followers', 'directories', 100_945],
  ['batches, compacts, late votes', 'everything-at-once', 100_984],
  // a leader stood at last, and the client that was to write had run out of writes
  ['pre-candidates shown as candidates', 'everything-at-once', 400_052],
  ['pre-candidates shown as followers', 'everything-at-once', 400_052],
]

test.each(accused)('%s, %s, seed %d', async (variant, name, seed) => {
  const ran = await runAll(
    unusualRaft(variant),
    [seed],
    scenarios.filter((scenario) => scenario.name === name),
  )
  expect(ran).toHaveLength(1)
  expect(violationsOf(ran)).toEqual([])
})
