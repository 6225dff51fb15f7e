import { assert } from '../../../src/base/assert.ts'
import type { Operation } from '../../../src/record/operation.ts'
import { sweepLinearization } from '../../porcupine-wasm/index.ts'
import type { HistoryColumns, SearchBudget, SweepBudget } from '../../porcupine-wasm/index.ts'
import type { Answer } from '../answer.ts'
import { readResult } from '../explanation/read-result.ts'

// a sweep that knows less and takes more than so many times the steps is likely to take very many
const FEW_STEPS = 10_000
const MAX_GROWTH = 4

/** Confirms within the budget that a history is not linearizable; no decision when it cannot. */
export type Refute = (
  operations: readonly Operation[],
  budget: SearchBudget,
) => { readonly decision?: Answer; readonly steps: number }

/**
 * Decides one object by a sweep over the columns packed from its operations.
 *
 * What it refutes by what it knows of values must be refuted again: by a sweep that asks the model and knows
 * nothing of them, which also tells where the history stops being linearizable, or else by `refute`. Unknown when
 * neither can.
 */
export function sweepOnce(
  operations: readonly Operation[],
  columns: HistoryColumns,
  budget: SweepBudget,
  refute: Refute | undefined,
): Answer {
  const first = readResult(operations, sweepLinearization(columns, budget))
  const { values, ...plain } = columns
  if (first.verdict !== 'illegal' || values === undefined) return first
  const left = (budget.maxSteps ?? Number.MAX_SAFE_INTEGER) - first.steps
  const confirmingSteps = Math.min(left, FEW_STEPS + MAX_GROWTH * first.steps)
  const { beam: _, ...exact } = { ...budget, maxSteps: confirmingSteps }
  const second = readResult(operations, sweepLinearization(plain, exact))
  assert(second.verdict !== 'ok', 'a history that the sweep refutes can be linearized')
  const steps = first.steps + second.steps
  const isDecided = second.verdict !== 'unknown' || second.spent === 'deadline'
  if (isDecided || refute === undefined) return { ...second, steps }
  const third = refute(operations, { ...exact, maxSteps: left - second.steps })
  return { ...(third.decision ?? second), steps: steps + third.steps }
}
