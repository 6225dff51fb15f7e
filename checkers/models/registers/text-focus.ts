import { elementAt } from '../../../src/base/element-at.ts'
import type { Operation } from '../../../src/record/operation.ts'
import type { SearchModel } from '../model.ts'
import { TextsRead, UNREADABLE } from './texts-read.ts'
import type { TextState } from './texts-read.ts'

/**
 * A string of one history, `initial` at first (`get`, `put`, `append`, `delete`), seen through what was read: texts with which no
 * text read begins are all alike, since only a put or a delete leads out of them. An operation does not lead
 * there when a get must follow and neither can come between.
 */
export function focusOnTextsRead(
  operations: readonly Operation[],
  textOf: (value: unknown) => string,
  initial: string,
): SearchModel<TextState> {
  const result = ({ outcome }: Operation): string => textOf(outcome.type === 'ok' ? outcome.value : null)
  const gets = operations.filter(({ f, outcome }) => f === 'get' && outcome.type === 'ok')
  const texts = new TextsRead(gets.map(result))
  const after = (state: TextState, { f, value }: Operation): TextState => {
    if (f === 'delete') return texts.stateOf('')
    return f === 'put' ? texts.stateOf(textOf(value)) : texts.appended(state, textOf(value))
  }
  const dispensable = new Set(operations.filter(mayGoUnread(operations)))
  return {
    init: () => texts.stateOf(initial),
    isRead: ({ f }) => f === 'get',
    key: (state) => state,
    classOf: (operation) => {
      const { f, value } = operation
      if (f === 'get') return texts.stateOf(result(operation))
      return `${f} ${dispensable.has(operation) ? 'dispensable' : 'read'} ${f === 'delete' ? '' : textOf(value)}`
    },
    step(state, operation) {
      if (operation.f === 'get') return texts.stateOf(result(operation)) === state ? state : undefined
      const next = after(state, operation)
      return next !== UNREADABLE || dispensable.has(operation) ? next : undefined
    },
  }
}

/** Tells changes that no get has to follow before a put or a delete may. */
function mayGoUnread(operations: readonly Operation[]): (change: Operation) => boolean {
  const puts = operations.filter(({ f }) => f === 'put' || f === 'delete')
  const gets = operations
    .filter(({ f, returned }) => f === 'get' && returned !== Infinity)
    .sort((a, b) => a.invoked - b.invoked)
  // by invocation, the earliest return of a get invoked then or later
  const earliest = new Float64Array(gets.length + 1).fill(Infinity)
  for (let index = gets.length - 1; index >= 0; index--) {
    earliest[index] = Math.min(earliest[index + 1] as number, elementAt(gets, index).returned)
  }
  return (change) => {
    const first = gets.findIndex(({ invoked }) => invoked > change.returned)
    if (first < 0) return true
    const deadline = earliest[first] as number
    return puts.some((put) => put !== change && put.returned >= change.invoked && put.invoked <= deadline)
  }
}
