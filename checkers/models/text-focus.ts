import type { Operation } from '../../src/history/operation.ts'
import type { SearchModel } from './model.ts'

const unreadable = Symbol('a text with which none that was read begins')

type TextState = string | typeof unreadable

/**
 * A string of one history (`get`, `put`, `append`), seen through what was read: texts with which no text read
 * begins are all alike, since only a put leads out of them. An operation does not lead there when a get must
 * follow and no put can come between.
 */
export function focusOnTextsRead(
  operations: readonly Operation[],
  textOf: (value: unknown) => string,
): SearchModel<TextState> {
  const result = ({ outcome }: Operation): string => textOf(outcome.type === 'ok' ? outcome.value : null)
  const gets = operations.filter(({ f, outcome }) => f === 'get' && outcome.type === 'ok')
  const texts = [...new Set(gets.map(result))].sort()
  const dispensable = new Set(operations.filter(mayGoUnread(operations)))
  const isBeginning = (text: string): boolean => {
    let low = 0
    let high = texts.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((texts[middle] as string) < text) low = middle + 1
      else high = middle
    }
    return texts[low]?.startsWith(text) ?? false
  }
  return {
    init: () => '',
    isRead: ({ f }) => f === 'get',
    key: (state) => (state === unreadable ? 'unreadable' : `=${state}`),
    classOf: (operation) => {
      const { f, value } = operation
      if (f === 'get') return `get ${result(operation)}`
      return `${f} ${dispensable.has(operation) ? 'dispensable' : 'read'} ${textOf(value)}`
    },
    step(state, operation) {
      const { f, value } = operation
      if (f === 'get') return result(operation) === state ? state : undefined
      const next = f === 'put' ? textOf(value) : state === unreadable ? undefined : state + textOf(value)
      if (next !== undefined && isBeginning(next)) return next
      return dispensable.has(operation) ? unreadable : undefined
    },
  }
}

/** Tells changes that no get has to follow before a put may. */
function mayGoUnread(operations: readonly Operation[]): (change: Operation) => boolean {
  const puts = operations.filter(({ f }) => f === 'put')
  const gets = operations
    .filter(({ f, returned }) => f === 'get' && returned !== Infinity)
    .sort((a, b) => a.invoked - b.invoked)
  // by invocation, the earliest return of a get invoked then or later
  const earliest = new Float64Array(gets.length + 1).fill(Infinity)
  for (let index = gets.length - 1; index >= 0; index--) {
    earliest[index] = Math.min(earliest[index + 1] as number, (gets[index] as Operation).returned)
  }
  return (change) => {
    const first = gets.findIndex(({ invoked }) => invoked > change.returned)
    if (first < 0) return true
    const deadline = earliest[first] as number
    return puts.some((put) => put !== change && put.returned > change.invoked && put.invoked < deadline)
  }
}
