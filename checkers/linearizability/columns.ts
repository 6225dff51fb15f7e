import { canonicalJson } from '../../src/base/json.ts'
import type { Operation } from '../../src/history/operation.ts'
import type { SearchModel } from '../models/index.ts'
import type { HistoryColumns } from '../porcupine-wasm/index.ts'
import { isRequired } from './prepare.ts'

/** Packs the history of one object for the search; operation n of the columns is `operations[n]`. */
export function packColumns(model: SearchModel, operations: readonly Operation[]): HistoryColumns {
  const representatives: Operation[] = []
  const classes = classColumn(model, operations, representatives)
  const states: unknown[] = []
  const numbers = new Map<string, number>()
  const numberOf = (state: unknown): number => {
    const key = model.key(state)
    const known = numbers.get(key)
    if (known !== undefined) return known
    numbers.set(key, states.length)
    return states.push(state) - 1
  }
  return {
    events: eventColumn(operations),
    classes,
    pure: Uint8Array.from(representatives, (operation) => (model.isRead(operation) ? 1 : 0)),
    initialState: numberOf(model.init()),
    step(state, opClass) {
      const next = model.step(states[state], representatives[opClass] as Operation)
      return next === undefined ? -1 : numberOf(next)
    },
  }
}

/** Equal calls with equal results are one class; its first member stands for all. */
function classColumn(
  model: SearchModel,
  operations: readonly Operation[],
  representatives: Operation[],
): Int32Array {
  const numbers = new Map<string, number>()
  return Int32Array.from(operations, (operation) => {
    const text = model.classOf?.(operation) ?? callAndResult(operation)
    const known = numbers.get(text)
    if (known !== undefined) return known
    numbers.set(text, representatives.length)
    return representatives.push(operation) - 1
  })
}

function callAndResult({ f, value, outcome }: Operation): string {
  return `${f} ${canonicalJson(value)} ${outcome.type === 'ok' ? canonicalJson(outcome.value) : '?'}`
}

// At one position calls come before returns: operations that touch are concurrent.
function eventColumn(operations: readonly Operation[]): Int32Array {
  const calls = Int32Array.from(operations, (_, index) => index)
  const returns = calls.filter((index) => isRequired(operations[index] as Operation))
  const invoked = (index: number): number => (operations[index] as Operation).invoked
  const returned = (index: number): number => (operations[index] as Operation).returned
  calls.sort((a, b) => invoked(a) - invoked(b) || a - b)
  returns.sort((a, b) => returned(a) - returned(b) || a - b)
  const events = new Int32Array(calls.length + returns.length)
  let call = 0
  let end = 0
  for (let position = 0; position < events.length; position++) {
    const nextCall = calls[call]
    const nextReturn = returns[end]
    const isCall =
      nextReturn === undefined || (nextCall !== undefined && invoked(nextCall) <= returned(nextReturn))
    events[position] = isCall ? (nextCall as number) : ~(nextReturn as number)
    if (isCall) call++
    else end++
  }
  return events
}
