import type { Operation } from '../../../src/record/operation.ts'
import type { SearchResult } from '../../porcupine-wasm/index.ts'
import type { Decision } from '../decision.ts'

/** What a search of the columns packed from these operations found, in operations. */
export function readResult(operations: readonly Operation[], result: SearchResult): Decision {
  const inOrder = (order: Int32Array): Operation[] => {
    const ordered: Operation[] = []
    for (let place = 0; place < order.length; place++)
      ordered.push(operations[order[place] as number] as Operation)
    return ordered
  }
  const { steps } = result.counters
  if (result.verdict === 'ok') return { verdict: 'ok', order: inOrder(result.order), steps }
  if (result.verdict === 'illegal') {
    const { operation, prefixes } = result.blocking
    const point = { blocking: operations[operation] as Operation, prefixes: prefixes.map(inOrder) }
    return { verdict: 'illegal', point: () => point, steps }
  }
  const returned =
    result.blocking === undefined ? 0 : (operations[result.blocking.operation] as Operation).returned
  const explained = operations.filter((operation) => operation.returned < returned).length
  return { verdict: 'unknown', spent: result.spent, explained, steps }
}
