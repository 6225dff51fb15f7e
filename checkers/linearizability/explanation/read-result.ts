import { elementAt } from '../../../src/base/element-at.ts'
import type { Operation } from '../../../src/record/operation.ts'
import type { SearchResult } from '../../porcupine-wasm/index.ts'
import type { Answer } from '../answer.ts'

/** What a search of the columns packed from these operations found, in operations. */
export function readResult(operations: readonly Operation[], result: SearchResult): Answer {
  const inOrder = (order: Int32Array): Operation[] => {
    const ordered: Operation[] = []
    for (let place = 0; place < order.length; place++)
      ordered.push(elementAt(operations, order[place] as number))
    return ordered
  }
  const { steps } = result.counters
  if (result.verdict === 'ok') return { verdict: 'ok', order: inOrder(result.order), steps }
  if (result.verdict === 'illegal') {
    const { operation, prefixes } = result.blocking
    const point = { blocking: elementAt(operations, operation), prefixes: prefixes.map(inOrder) }
    return { verdict: 'illegal', point: () => point, steps }
  }
  const returned =
    result.blocking === undefined ? 0 : elementAt(operations, result.blocking.operation).returned
  const explained = operations.filter((operation) => operation.returned < returned).length
  return { verdict: 'unknown', spent: result.spent, explained, steps }
}
