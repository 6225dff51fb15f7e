import fc from 'fast-check'
import { expect, test } from 'vitest'
import { pointOfViolationOf } from '../../checkers/linearizability/decide.ts'
import { searchDepthFirst } from '../../checkers/linearizability/search/depth-first.ts'
import { relevantOperations } from '../../checkers/linearizability/search/prepare.ts'
import { decideUniqueSets } from '../../checkers/linearizability/sets/unique-sets.ts'
import { models } from '../../checkers/models/index.ts'
import type { Operation } from '../../src/record/operation.ts'
import { isLinearizable } from '../unit/checkers/linearizability/brute-force.ts'
import { families } from '../unit/checkers/linearizability/families.ts'
import type { Family } from '../unit/checkers/linearizability/families.ts'
import { randomHistory } from '../unit/checkers/linearizability/random-history.ts'

// 300,000 a family were run once by hand; these are to notice a change
const NUM_RUNS = 1500

const model = models.set

const objectsOf = (operations: readonly Operation[]): readonly (readonly Operation[])[] =>
  model.partition?.(operations).map((part) => part.operations) ?? []

const countOf = (operations: readonly Operation[], f: string): number =>
  operations.filter((operation) => operation.f === f).length

test.each([{ name: 'set, unique elements' }, { name: 'set, grow-only with full reads' }])(
  '$name: decided without a search, and as trying every order does',
  ({ name }) => {
    const family = families.find((one) => one.name === name) as Family
    const tally = { ok: 0, illegal: 0 }
    fc.assert(
      fc.property(randomHistory(family), (operations) => {
        for (const object of objectsOf(operations)) {
          const relevant = relevantOperations(model, object)
          const decision = decideUniqueSets(model, relevant)
          if (decision === undefined || decision.verdict === 'unknown') {
            // added again, perhaps after it was removed
            expect(countOf(relevant, 'add')).toBeGreaterThan(1)
            expect(countOf(relevant, 'remove')).toBeGreaterThan(0)
            continue
          }
          tally[decision.verdict]++
          expect(decision.verdict === 'ok').toBe(isLinearizable(model, object))
          if (decision.verdict !== 'illegal') continue
          const plain = searchDepthFirst(model, relevant, {})
          expect(plain.verdict === 'illegal' && plain.point()?.blocking.id).toBe(
            pointOfViolationOf(model, relevant, decision, {})?.blocking.id,
          )
          expect(isLinearizable(model, decision.conflict ?? [])).toBe(false)
        }
      }),
      { numRuns: NUM_RUNS },
    )
    expect(tally.ok).toBeGreaterThan(NUM_RUNS / 2)
    expect(tally.illegal).toBeGreaterThan(NUM_RUNS / 30)
  },
)
