import { describe, expect, test } from 'vitest'
import { packColumns } from '../../../../checkers/linearizability/search/columns.ts'
import { decide } from '../../../../checkers/linearizability/decide.ts'
import type { Answer } from '../../../../checkers/linearizability/answer.ts'
import { searchDepthFirst } from '../../../../checkers/linearizability/search/depth-first.ts'
import { relevantOperations } from '../../../../checkers/linearizability/search/prepare.ts'
import { isLinearization } from '../../../../checkers/linearizability/search/replay.ts'
import { models } from '../../../../checkers/models/index.ts'
import { sweepLinearization } from '../../../../checkers/porcupine-wasm/index.ts'
import type { Operation } from '../../../../src/record/operation.ts'
import { generateRegisters } from '../../../../bench/checker-histories.ts'
import { history, ok, unknown } from './histories.ts'

const { register } = models
const budget = { maxSteps: 20_000_000 }

/** Twenty clients of one register; one value is written twice, so that no shortcut applies. */
function crowded(stale: boolean): Operation[] {
  const operations = generateRegisters({ operations: 1000, clients: 20, info: 0.05, twice: true, stale })
  return relevantOperations(register, operations)
}

function sweepOf(operations: readonly Operation[]): string {
  return sweepLinearization(packColumns(register, operations)).verdict
}

describe('a register of many clients, on which the search goes astray', () => {
  test('is explained', () => {
    const operations = crowded(false)
    expect(searchDepthFirst(register, operations, { maxSteps: 1_000_000 }).verdict).toBe('unknown')
    const decision = decide(register, operations, budget)
    expect(decision.verdict === 'ok' && isLinearization(register, operations, decision.order)).toBe(true)
    expect(decision.steps).toBeLessThan(1_100_000)
    expect(decide(register, operations, budget)).toEqual(decision)
  })

  test('is refuted by a few operations that the search refutes as well', () => {
    const operations = crowded(true)
    const decision = decide(register, operations, budget)
    if (decision.verdict !== 'illegal') throw new Error(decision.verdict)
    expect(decision.conflict?.length).toBeLessThan(10)
    expect(searchDepthFirst(register, decision.conflict ?? [], {}).verdict).toBe('illegal')
    expect(decision.point()?.blocking.f).toBe('read')
    expect(decision.point()?.prefixes).toHaveLength(1)
  })

  test('is undecided where the steps do not reach, having spent no more', () => {
    for (const maxSteps of [0, 1000, 1_000_100, 1_005_000]) {
      const decision = decide(register, crowded(true), { maxSteps })
      expect(decision).toMatchObject({ verdict: 'unknown', spent: 'steps' })
      expect(decision.steps).toBeLessThan(maxSteps + 10_000)
    }
  })

  test('is undecided when the deadline passes in a sweep', () => {
    const decideBefore = (deadline: number): [verdict: Answer, asked: number] => {
      let asked = 0
      const expired = (): boolean => ++asked >= deadline
      return [decide(register, crowded(true), { ...budget, pollEvery: 5000, expired }), asked]
    }
    const [decided, asked] = decideBefore(Infinity)
    expect(decided.verdict).toBe('illegal')
    const [interrupted] = decideBefore(asked)
    expect(interrupted).toMatchObject({ verdict: 'unknown', spent: 'deadline' })
    expect(interrupted.steps).toBeGreaterThan(1_000_000)
  })
})

describe('the sweep', () => {
  test('hides a write alone only where nobody who was called later waits for its value', () => {
    const operations = history(
      ['write', 1, ok(), 0, 7],
      ['write', 2, ok(), 1, 4],
      ['cas', [2, 3], ok(), 2, 9],
      ['read', null, ok(1), 6, 8],
    )
    expect(sweepOf(operations)).toBe('ok')
  })

  test('hides a write before an unknown one that changes nothing', () => {
    const operations = history(
      ['write', 2, ok(), 0, 3],
      ['write', 2, unknown, 1],
      ['cas', [2, 3], ok(), 2, 6],
      ['write', 1, ok(), 5, 7],
      ['cas', [3, 1], ok(), 8, 9],
    )
    expect(sweepOf(operations)).toBe('ok')
  })

  test('does not take a cas of unknown outcome for one that needs its value', () => {
    const operations = history(
      ['write', 1, ok(), 0, 1],
      ['cas', [1, 5], unknown, 2],
      ['write', 2, ok(), 3, 4],
      ['read', null, ok(2), 5, 6],
      ['read', null, ok(5), 7, 8],
    )
    expect(sweepOf(operations)).toBe('illegal')
    expect(sweepOf(operations.slice(0, 4))).toBe('ok')
  })
})
