import { elementAt } from '../../../src/base/element-at.ts'
import { ValueNumbers } from '../../../src/base/value-numbers.ts'
import type { Operation } from '../../../src/record/operation.ts'
import type { SearchModel } from '../../models/index.ts'
import type { HistoryColumns } from '../../porcupine-wasm/index.ts'
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
    pure: pureColumn(model, representatives),
    initialState,
    step(state, opClass) {
      const next = model.step(states[state], elementAt(representatives, opClass))
      return next === undefined ? -1 : numberOf(next)
    },
  }
}

function pureColumn(model: SearchModel, representatives: readonly Operation[]): Uint8Array {
  const pure = new Uint8Array(representatives.length)
  for (const [opClass, operation] of representatives.entries()) if (model.isRead(operation)) pure[opClass] = 1
  return pure
}

/** What each class needs and gives, where states are values. */
function valueColumns(
  model: SearchModel,
  representatives: readonly Operation[],
  numberOf: (state: unknown) => number,
): { readonly requires: Int32Array; readonly produces: Int32Array } | undefined {
  const requires = new Int32Array(representatives.length).fill(-1)
  const produces = new Int32Array(representatives.length).fill(-1)
  for (const [opClass, operation] of representatives.entries()) {
    const exchange = model.exchange?.(operation)
    if (exchange === undefined) return undefined
    if (exchange.requires !== undefined) requires[opClass] = numberOf(exchange.requires)
    if (exchange.produces !== undefined) produces[opClass] = numberOf(exchange.produces)
  }
  return { requires, produces }
}

/** Equal calls with equal results are one class; its first member stands for all. */
function classColumn(
  model: SearchModel,
  operations: readonly Operation[],
  representatives: Operation[],
): Int32Array {
  const values = new ValueNumbers()
  const classes = new Map<unknown, number>()
  const column = new Int32Array(operations.length)
  for (let index = 0; index < operations.length; index++) {
    const operation = elementAt(operations, index)
    const alike =
      model.classOf?.(operation) ?? values.of(exchangeOf(model, operation) ?? callAndResult(operation))
    const known = classes.get(alike)
    if (known === undefined) classes.set(alike, representatives.length)
    column[index] = known ?? representatives.push(operation) - 1
  }
  return column
}

/** Operations that need and give the same are alike, also when only one of them is known to have happened. */
function exchangeOf(model: SearchModel, operation: Operation): unknown {
  const exchange = model.exchange?.(operation)
  if (exchange === undefined) return undefined
  const { requires, produces } = exchange
  return [requires === undefined ? 'any' : [requires], produces === undefined ? 'same' : [produces]]
}

function callAndResult({ f, value, outcome }: Operation): unknown {
  return [f, value, outcome.type === 'ok' ? [outcome.value] : 'unknown']
}

// At one position calls come before returns: operations that touch are concurrent.
function eventColumn(operations: readonly Operation[]): Int32Array {
  const calls: number[] = []
  const returns: number[] = []
  for (let index = 0; index < operations.length; index++) {
    calls.push(index)
    if (isRequired(elementAt(operations, index))) returns.push(index)
  }
  const invoked = (index: number): number => elementAt(operations, index).invoked
  const returned = (index: number): number => elementAt(operations, index).returned
  // mostly they are by invocation already
  if (calls.some((index) => index > 0 && invoked(index - 1) > invoked(index)))
    calls.sort((a, b) => invoked(a) - invoked(b) || a - b)
  returns.sort((a, b) => returned(a) - returned(b) || a - b)
  const events = new Int32Array(calls.length + returns.length)
  let position = 0
  let end = 0
  for (const call of calls) {
    const at = invoked(call)
    for (; end < returns.length && returned(elementAt(returns, end)) < at; end++)
      events[position++] = ~elementAt(returns, end)
    events[position++] = call
  }
  for (; end < returns.length; end++) events[position++] = ~elementAt(returns, end)
  return events
}
