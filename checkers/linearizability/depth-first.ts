import type { Operation } from '../../src/history/operation.ts'
import type { SearchModel } from '../models/index.ts'
import { searchLinearization } from '../porcupine-wasm/index.ts'
import type { SearchBudget } from '../porcupine-wasm/index.ts'
import { packColumns } from './columns.ts'
import type { Decision } from './decision.ts'

/** Decides one object by exhaustive search. */
export function searchDepthFirst(
  model: SearchModel,
  operations: readonly Operation[],
  budget: SearchBudget,
): Decision {
  const result = searchLinearization(packColumns(model, operations), budget)
  const inOrder = (order: Int32Array): Operation[] =>
    [...order].map((index) => operations[index] as Operation)
  const { steps } = result.counters
  if (result.verdict === 'ok') return { verdict: 'ok', order: inOrder(result.order), steps }
  if (result.verdict === 'illegal') {
    const { operation, prefixes } = result.stuck
    return {
      verdict: 'illegal',
      stuck: operations[operation] as Operation,
      prefixes: prefixes.map(inOrder),
      steps,
    }
  }
  const returned = result.stuck === undefined ? 0 : (operations[result.stuck.operation] as Operation).returned
  const explained = operations.filter((operation) => operation.returned < returned).length
  return { verdict: 'unknown', spent: result.spent, explained, steps }
}
