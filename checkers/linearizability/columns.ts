import { ValueNumbers } from '../../src/base/value-numbers.ts'
import type { Operation } from '../../src/history/operation.ts'
import type { SearchModel } from '../models/index.ts'
import type { HistoryColumns } from '../porcupine-wasm/index.ts'
import { isRequired } from './prepare.ts'

/** Packs the history of one object for the search; operation n of the columns is `operations[n]`. */
export function packColumns(model: SearchModel, operations: readonly Operation[]): HistoryColumns {
  const representatives: Operation[] = []
  const classes = classColumn(model, operations, representatives)
  const states: unknown[] = []
  const numbers = new Map<string | number, number>()
  const numberOf = (state: unknown): number => {
    const key = model.key(state)
    const known = numbers.get(key)
    if (known !== undefined) return known
    numbers.set(key, states.length)
    return states.push(state) - 1
  }
  const initialState = numberOf(model.init())
  const values = valueColumns(model, representatives, numberOf)
  return {
    events: eventColumn(operations),
    classes,
    ...(values === undefined ? {} : { values: { ...values, count: states.length } }),
    pure: Uint8Array.from(representatives, (operation) => (model.isRead(operation) ? 1 : 0)),
    initialState,
    step(state, opClass) {
      const next = model.step(states[state], representatives[opClass] as Operation)
      return next === undefined ? -1 : numberOf(next)
    },
  }
}

/** What each class needs and gives, where states are values. */
function valueColumns(
  model: SearchModel,
  representatives: readonly Operation[],
  numberOf: (state: unknown) => number,
): { readonly needs: Int32Array; readonly gives: Int32Array } | undefined {
  const needs = new Int32Array(representatives.length).fill(-1)
  const gives = new Int32Array(representatives.length).fill(-1)
  for (const [opClass, operation] of representatives.entries()) {
    const exchange = model.exchange?.(operation)
    if (exchange === undefined) return undefined
    if (exchange.needs !== undefined) needs[opClass] = numberOf(exchange.needs)
    if (exchange.gives !== undefined) gives[opClass] = numberOf(exchange.gives)
  }
  return { needs, gives }
}

/** Equal calls with equal results are one class; its first member stands for all. */
function classColumn(
  model: SearchModel,
  operations: readonly Operation[],
  representatives: Operation[],
): Int32Array {
  const values = new ValueNumbers()
  const classes = new Map<number, number>()
  return Int32Array.from(operations, (operation) => {
    const number = values.of(
      model.classOf?.(operation) ?? exchangeOf(model, operation) ?? callAndResult(operation),
    )
    const known = classes.get(number)
    if (known !== undefined) return known
    classes.set(number, representatives.length)
    return representatives.push(operation) - 1
  })
}

/** Operations that need and give the same are alike, also when only one of them is known to have happened. */
function exchangeOf(model: SearchModel, operation: Operation): unknown {
  const exchange = model.exchange?.(operation)
  if (exchange === undefined) return undefined
  const { needs, gives } = exchange
  return [needs === undefined ? 'any' : [needs], gives === undefined ? 'same' : [gives]]
}

function callAndResult({ f, value, outcome }: Operation): unknown {
  return [f, value, outcome.type === 'ok' ? [outcome.value] : 'unknown']
}

// At one position calls come before returns: operations that touch are concurrent.
function eventColumn(operations: readonly Operation[]): Int32Array {
  const invoked = (index: number): number => (operations[index] as Operation).invoked
  const returned = (index: number): number => (operations[index] as Operation).returned
  const calls = Array.from(operations, (_, index) => index)
  const returns = calls.filter((index) => isRequired(operations[index] as Operation))
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
