import { expect } from 'vitest'
import type { Answer } from '../../../../checkers/linearizability/answer.ts'
import type { Model } from '../../../../checkers/models/index.ts'
import type { Operation } from '../../../../src/record/operation.ts'
import { isLinearizable } from './brute-force.ts'
import { history } from './histories.ts'
import type { Line } from './histories.ts'

const ids = (operations: readonly Operation[]): number[] => operations.map(({ id }) => id)

/**
 * The verdict of a way without search, with the order it stands on or the operations in conflict, by line. Every
 * order is tried to see that it is right.
 */
export function decidedBy(
  decide: (model: Model, operations: readonly Operation[]) => Answer | undefined,
  model: Model,
): (...lines: readonly Line[]) => unknown {
  return (...lines) => {
    const operations = history(...lines)
    const decision = decide(model, operations)
    if (decision === undefined) return 'declined'
    expect(decision.verdict === 'ok').toBe(isLinearizable(model, operations))
    if (decision.verdict === 'ok') return { order: ids(decision.order) }
    if (decision.verdict === 'unknown') return 'unknown'
    expect(isLinearizable(model, decision.conflict ?? [])).toBe(false)
    return { blocking: decision.point()?.blocking.id, conflict: ids(decision.conflict ?? []) }
  }
}
