import type { Operation } from '../../../src/record/operation.ts'
import type { SearchModel } from '../../models/index.ts'
import { searchLinearization } from '../../porcupine-wasm/index.ts'
import type { SearchBudget } from '../../porcupine-wasm/index.ts'
import { packColumns } from './columns.ts'
import type { Answer } from '../answer.ts'
import { readResult } from '../explanation/read-result.ts'
import { sweepOnce } from './sweep.ts'
import type { Refute } from './sweep.ts'

// what the search decides it decides within about a tenth of a second, nearly always
const FIRST_STEPS = 1_000_000
const BEAM_WIDTH = 64
const BEAM_STEPS = 1_000_000
// where the sweep gets nowhere it can go on doing so for long; the search has the rest
const SWEEP_SHARE = 1 / 4
const MAX_SWEEP_STEPS = 5_000_000

/**
 * Decides one object by one search after another, each within steps of its own, so that equal histories get equal
 * answers: depth first, which decides most histories at once; then sweeps, which are not led astray by a choice
 * made long before, but keep every order alive, so one with few orders goes first; then depth first with all that
 * is left. A history left undecided was explained as far as the best of them got.
 */
export function searchPortfolio(
  model: SearchModel,
  operations: readonly Operation[],
  budget: SearchBudget,
  refute?: Refute,
): Answer {
  const columns = packColumns(model, operations)
  const within = (maxSteps: number): SearchBudget => ({ ...budget, maxSteps })
  const searching = (limit: SearchBudget): Answer =>
    readResult(operations, searchLinearization(columns, limit))
  const attempts: readonly ((left: number) => Answer)[] = [
    (left) => searching(within(Math.min(left, FIRST_STEPS))),
    (left) => {
      const limit = within(Math.min(left, BEAM_STEPS))
      return sweepOnce(operations, columns, { ...limit, beam: BEAM_WIDTH }, refute)
    },
    (left) => {
      const limit = within(Math.min(Math.floor(left * SWEEP_SHARE), MAX_SWEEP_STEPS))
      return sweepOnce(operations, columns, limit, refute)
    },
    (left) => searching(within(left)),
  ]
  const maxSteps = budget.maxSteps ?? Number.MAX_SAFE_INTEGER
  let steps = 0
  let explained = 0
  let decision: Answer | undefined
  for (const attempt of attempts) {
    if (decision !== undefined && steps >= maxSteps) break
    decision = attempt(maxSteps - steps)
    steps += decision.steps
    if (decision.verdict !== 'unknown') return { ...decision, steps }
    explained = Math.max(explained, decision.explained)
    decision = { ...decision, explained, steps }
    if (decision.spent === 'deadline') break
  }
  return decision as Answer
}
