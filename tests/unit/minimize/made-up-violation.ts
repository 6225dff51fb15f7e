import type { Violation } from '../../../src/record/verdict.ts'

/** A violation for runs that are only said to fail. */
export const violation: Violation = {
  property: 'election-safety',
  shape: 'made-up',
  step: 1,
  time: 1_000_000,
  headline: '',
  proof: [],
  facts: [],
}
