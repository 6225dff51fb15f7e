import { models, withInitial } from '../../checkers/models/index.ts'
import type { Model, ModelName } from '../../checkers/models/index.ts'
import { InputError } from '../base/input-error.ts'
import { nothing, readEdn } from '../record/formats/readers/edn-value.ts'
import { readJson } from '../record/formats/readers/json-value.ts'
import type { CheckedModel } from './model.ts'

/** What objects hold before the first operation; in a field of its own, as null is a value too. */
export interface InitialValue {
  readonly value: unknown
}

/**
 * The value of the option `initial`, JSON or EDN.
 * @throws InputError when it is neither.
 */
export function parseInitial(text: string): InitialValue {
  const piece = { text, line: 1 }
  const value = attempt(() => readJson(piece, 'initial')) ?? attempt(() => readEdn(piece, 'initial'))
  if (value === undefined || value.value === nothing)
    throw new InputError(
      `must be one value as JSON or EDN, such as 0, '"a"', '{"x": 0}' or '[1, 2]'; got ${JSON.stringify(text)}`,
      { option: 'initial' },
    )
  return value
}

/**
 * The model as the history starts.
 * @throws InputError when it takes another initial value, or none.
 */
export function startingModel(model: Model, initial: InitialValue | undefined): Model {
  if (initial === undefined) return model
  try {
    return withInitial(model, initial.value)
  } catch (error) {
    throw error instanceof InputError ? initialError(error) : error
  }
}

/** @throws InputError when the model does not take the initial value. */
export function assertStarts(model: CheckedModel | Model, initial: InitialValue | undefined): void {
  if (typeof model === 'object') startingModel(model, initial)
  else if (model in models) startingModel(models[model as ModelName], initial)
}

/** An error about an initial value, named as an option. */
export function initialError(error: InputError): InputError {
  const { reason, place } = error
  return place.field === 'initial value'
    ? new InputError(`does not fit: ${reason}`, { option: 'initial' })
    : error
}

function attempt(read: () => unknown): InitialValue | undefined {
  try {
    return { value: read() }
  } catch (error) {
    if (error instanceof InputError) return undefined
    throw error
  }
}
