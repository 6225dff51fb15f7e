import type { Model, SearchModel } from '../checkers/models/index.ts'
import { TextsRead } from '../checkers/models/registers/texts-read.ts'
import type { TextState } from '../checkers/models/registers/texts-read.ts'
import type { Operation } from '../src/record/operation.ts'

/**
 * The model for the depth-first search alone: states as integers (goal G12). Texts that grow would be a state each and
 * a call into JavaScript each; those with which no text that was read begins are one. Nothing looks ahead.
 */
export function plainStates(model: Model, operations: readonly Operation[]): SearchModel {
  const isText = ({ f }: Operation): boolean =>
    f === 'get' || f === 'put' || (f === 'append' && model.name === 'kv')
  return operations.length > 0 && operations.every(isText) ? (textStates(operations) as SearchModel) : model
}

function textStates(operations: readonly Operation[]): SearchModel<TextState> {
  const textOf = (value: unknown): string => (value ?? '') as string
  const result = ({ outcome }: Operation): string => textOf(outcome.type === 'ok' ? outcome.value : null)
  const gets = operations.filter(({ f, outcome }) => f === 'get' && outcome.type === 'ok')
  const texts = new TextsRead(gets.map(result))
  return {
    init: () => texts.stateOf(''),
    isRead: ({ f }) => f === 'get',
    key: (state) => state,
    classOf: (operation) => {
      const { f, value } = operation
      return f === 'get' ? texts.stateOf(result(operation)) : `${f} ${textOf(value)}`
    },
    step(state, operation) {
      const { f, value } = operation
      if (f === 'get') return texts.stateOf(result(operation)) === state ? state : undefined
      return f === 'put' ? texts.stateOf(textOf(value)) : texts.appended(state, textOf(value))
    },
  }
}
