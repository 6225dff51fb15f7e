import { comparedTexts } from '../../src/record/compared-values.ts'
import type { ComparedValues } from '../../src/record/compared-values.ts'
import type { Operation } from '../../src/record/operation.ts'
import type { Transaction } from './transaction.ts'

const MAX_LENGTH = 300

/** How a place in the history is named: `line 12` where there is a file. */
export type Place = (operation: Operation) => string

const operationPlace: Place = ({ id }) => `operation ${id}`

/** Transactions in words: micro-operations with what they returned, and whose they were. */
export class Wording {
  readonly #place: Place

  constructor(place: Place = operationPlace) {
    this.#place = place
  }

  of(transaction: Transaction): string {
    const micros = transaction.micros.map((micro) =>
      micro.f === 'r'
        ? `r ${micro.key} ${micro.list === undefined ? (micro.value ?? '?') : listText(micro.list)}`
        : `${micro.f} ${micro.key} ${micro.element}`,
    )
    const text = `[${micros.join(', ')}]`
    const cut = text.length <= MAX_LENGTH ? text : `${text.slice(0, MAX_LENGTH - 1)}…`
    const { operation } = transaction
    const doubt = transaction.status === 'committed' ? '' : `, ${transaction.status}`
    return `${cut} (${this.#place(operation)}, process ${operation.process}${doubt})`
  }
}

/** Lists that contradict each other, whole. */
export const comparedLists = (
  observed: readonly string[],
  expected: readonly string[],
  names: readonly [observed: string, expected: string],
): ComparedValues => comparedTexts(`[${observed.join(',')}]`, `[${expected.join(',')}]`, names)

export function listText(list: readonly string[]): string {
  const text = `[${list.join(' ')}]`
  return text.length <= MAX_LENGTH ? text : `${text.slice(0, 60)} … ${text.slice(-60)}`
}
