import fc from 'fast-check'
import { expect, test } from 'vitest'
import { pointOfViolationOf } from '../../checkers/linearizability/decide.ts'
import { searchDepthFirst } from '../../checkers/linearizability/search/depth-first.ts'
import { relevantOperations } from '../../checkers/linearizability/search/prepare.ts'
import { isLinearization } from '../../checkers/linearizability/search/replay.ts'
import { decideUniqueAppends } from '../../checkers/linearizability/appends/unique-appends.ts'
import { models } from '../../checkers/models/index.ts'
import type { Operation } from '../../src/record/operation.ts'
import { isLinearizable } from '../unit/checkers/linearizability/brute-force.ts'
import { families } from '../unit/checkers/linearizability/families.ts'
import type { Family } from '../unit/checkers/linearizability/families.ts'
import { randomHistory } from '../unit/checkers/linearizability/random-history.ts'

// 300,000 were run once by hand; these are to notice a change
const NUM_RUNS = 1500

const family = families.find(({ name }) => name === 'append, unique values') as Family
const model = models.append

/** What to do to a list that was read, with two numbers to choose places and elements by. */
type Change = (list: readonly unknown[], a: number, b: number) => readonly unknown[]

const changes: readonly Change[] = [
  (list) => list,
  (list) => list,
  (list, a) => list.slice(0, a % (list.length + 1)),
  (list, a) => list.filter((_, index) => index !== a % list.length),
  (list, a) => [...list, 1 + (a % 9)],
  (list, a, b) => list.with(a % list.length, list[b % list.length]),
  (list, a, b) =>
    list.with(a % list.length, list[b % list.length]).with(b % list.length, list[a % list.length]),
]

/** Histories as a correct service would give them; in most, one list read was changed after that. */
const mutated: fc.Arbitrary<Operation[]> = fc
  .tuple(randomHistory(family), fc.nat(), fc.nat(changes.length - 1), fc.nat(), fc.nat())
  .map(([operations, choice, change, a, b]) => {
    const reads = operations.filter((operation) => (listOf(operation)?.length ?? 0) > 0)
    const chosen = reads[choice % reads.length]
    return operations.map((operation) => {
      if (operation !== chosen) return operation
      const value = changes[change]?.(listOf(operation) ?? [], a, b)
      return { ...operation, outcome: { type: 'ok', value } }
    })
  })

function listOf({ f, outcome }: Operation): readonly unknown[] | undefined {
  return f === 'read' && outcome.type === 'ok' ? (outcome.value as readonly unknown[]) : undefined
}

test('unique appends are decided without a search, and as trying every order does', () => {
  const tally = { ok: 0, illegal: 0, declined: 0 }
  fc.assert(
    fc.property(mutated, (operations) => {
      const relevant = relevantOperations(model, operations)
      const decision = decideUniqueAppends(model, relevant)
      if (decision === undefined || decision.verdict === 'unknown') {
        tally.declined++
        return
      }
      tally[decision.verdict]++
      expect(decision.verdict === 'ok').toBe(isLinearizable(model, operations))
      if (decision.verdict === 'ok') expect(isLinearization(model, relevant, decision.order)).toBe(true)
    }),
    { numRuns: NUM_RUNS },
  )
  expect(tally.declined).toBe(0)
  expect(tally.ok).toBeGreaterThan(NUM_RUNS / 4)
  expect(tally.illegal).toBeGreaterThan(NUM_RUNS / 8)
})

test('what is said of a failure is true: the turn, the order before it, the conflict', () => {
  fc.assert(
    fc.property(mutated, (operations) => {
      const relevant = relevantOperations(model, operations)
      const decision = decideUniqueAppends(model, relevant)
      if (decision?.verdict !== 'illegal') return
      const plain = searchDepthFirst(model, relevant, {})
      expect(plain.verdict === 'illegal' && plain.point()?.blocking.id).toBe(
        pointOfViolationOf(model, relevant, decision, {})?.blocking.id,
      )
      expect(isLinearizable(model, decision.conflict ?? [])).toBe(false)
    }),
    { numRuns: NUM_RUNS },
  )
})
