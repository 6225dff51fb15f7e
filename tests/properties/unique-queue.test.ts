import fc from 'fast-check'
import { expect, test } from 'vitest'
import { pointOfViolationOf } from '../../checkers/linearizability/decide.ts'
import { searchDepthFirst } from '../../checkers/linearizability/search/depth-first.ts'
import { relevantOperations } from '../../checkers/linearizability/search/prepare.ts'
import { decideUniqueQueue } from '../../checkers/linearizability/queues/unique-queue.ts'
import { models } from '../../checkers/models/index.ts'
import type { Operation } from '../../src/record/operation.ts'
import { isLinearizable } from '../unit/checkers/linearizability/brute-force.ts'
import { families } from '../unit/checkers/linearizability/families.ts'
import type { Family } from '../unit/checkers/linearizability/families.ts'
import { randomHistory } from '../unit/checkers/linearizability/random-history.ts'

// 300,000 were run once by hand; these are to notice a change
const NUM_RUNS = 1500

const model = models.queue

const family = families.find(({ name }) => name === 'queue, unique values') as Family

const mayEat = ({ f, outcome }: Operation): boolean => f === 'dequeue' && outcome.type === 'info'

test('queues of unique values are decided without a search, and as trying every order does', () => {
  const tally = { ok: 0, illegal: 0, declined: 0 }
  fc.assert(
    fc.property(randomHistory(family), (operations) => {
      const relevant = relevantOperations(model, operations)
      const decision = decideUniqueQueue(model, relevant)
      if (decision === undefined || decision.verdict === 'unknown') {
        expect(relevant.some(mayEat)).toBe(true)
        tally.declined++
        return
      }
      tally[decision.verdict]++
      expect(decision.verdict === 'ok').toBe(isLinearizable(model, operations))
      if (decision.verdict !== 'illegal') return
      const plain = searchDepthFirst(model, relevant, {})
      expect(plain.verdict === 'illegal' && plain.point()?.blocking.id).toBe(
        pointOfViolationOf(model, relevant, decision, {})?.blocking.id,
      )
      expect(isLinearizable(model, decision.conflict ?? [])).toBe(false)
    }),
    { numRuns: NUM_RUNS },
  )
  expect(tally.declined).toBeLessThan(NUM_RUNS / 100)
  expect(tally.ok).toBeGreaterThan(NUM_RUNS / 2)
  expect(tally.illegal).toBeGreaterThan(NUM_RUNS / 20)
})
