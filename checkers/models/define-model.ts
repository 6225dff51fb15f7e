import { defined } from '../../src/base/defined.ts'
import { InputError } from '../../src/base/input-error.ts'
import { jsonKey, sameJson } from '../../src/base/json.ts'
import type { Operation } from '../../src/record/operation.ts'
import { transactionModels } from '../cycles/levels.ts'
import { describeCall, show } from './describe.ts'
import { frozenJson } from './json-state.ts'
import { modelNames } from './model-name.ts'
import type { DirectDecider, Model, Partition } from './model.ts'
import { stateNumbers } from './state-numbers.ts'

/** The direct deciders whose answers `step` confirms, whatever the model. */
type ConfirmedDecider = Exclude<DirectDecider, 'unique-ids' | 'counter'>
const confirmedDeciders: readonly string[] = [
  'register',
  'append',
  'set',
  'queue',
] satisfies readonly ConfirmedDecider[]

/** What {@link defineModel} makes a model of. */
export interface ModelDefinition<State> {
  /** In verdicts and messages: `stack`. None of the models that there are. */
  readonly name: string
  /** The operations it has, by their name in the history (`f`). An operation with another name is an error. */
  readonly functions: readonly string[]
  /** Those of them that leave every state as it is. Default: none. To name them makes checking quicker. */
  readonly reads?: readonly string[]
  /** The state before the first operation. */
  init(): State
  /**
   * The state after the operation, or undefined when the operation could not have had its result in this state.
   * `operation` has `f`, `value` (the argument) and `outcome`: `{ type: 'ok', value }` with the result, or
   * `{ type: 'info' }` when the outcome is unknown; then the state after the effect it may have had. The given
   * state must stay as it is. A pure function: it is called in any order, and often.
   */
  step(state: State, operation: Operation): State | undefined
  /**
   * Equal for equal states, and different for different ones unless `equal` tells those apart. Default: the
   * state as JSON; states are JSON values then, and frozen.
   */
  hash?(state: State): string | number
  /** Whether two states of one hash are equal. Default: they are. */
  equal?(a: State, b: State): boolean
  /** The objects of the history that can be checked one by one. Default: one for each `key`. */
  partition?(operations: readonly Operation[]): readonly Partition[]
  /**
   * The model that there is of the same kind of object, if its operations have the names and the meaning that they have
   * there; more may be added, and those histories are searched. Histories in which every value is written (appended,
   * added, put in) once are then decided in time n log n; every answer is confirmed by `step`. Default: none.
   */
  readonly decide?: ConfirmedDecider
  /** A state in words. Default: as JSON, cut at 120 characters. */
  describe?(state: State): string
}

/**
 * A model of your own, for `checkLinearizability`, `toBeLinearizable` and `whitewater check --model ./it.ts`
 * (there as the default export):
 *
 *     export default defineModel<readonly number[]>({
 *       name: 'stack',
 *       functions: ['push', 'pop'],
 *       init: () => [],
 *       step(stack, { f, value, outcome }) {
 *         if (f === 'push') return [...stack, value as number]
 *         const top = stack.at(-1) ?? null
 *         return outcome.type === 'ok' && outcome.value !== top ? undefined : stack.slice(0, -1)
 *       },
 *     })
 *
 * Operations whose outcome is `fail` had no effect and never reach it.
 * @throws InputError when the definition cannot be used; checking throws one when `step` throws, a state is not what
 * the definition says, or an operation is none of `functions`.
 */
export function defineModel<State>(definition: ModelDefinition<State>): Model<State> {
  assertUsable(definition)
  const { name, functions, reads = [], hash, equal, describe, decide } = definition
  const isJson = hash === undefined && equal === undefined
  const known = (state: State): State => (isJson ? frozenJson(name, state) : state)
  const isRead = ({ f }: Operation): boolean => reads.includes(f)
  const { partition } = definition
  return {
    name,
    functions,
    isRead,
    ...defined({ decide }),
    init: () => known(definition.init()),
    step(state, operation) {
      if (!functions.includes(operation.f))
        throw new InputError(
          `the model ${name} has no function ${operation.f}; it has ${functions.join(', ')}`,
          { operation: operation.id },
        )
      const next = stepped(definition, state, operation)
      return next === undefined ? undefined : known(next)
    },
    key: isJson ? jsonKey : stateNumbers(hash ?? (() => ''), equal ?? (() => true)),
    ...(partition !== undefined && { partition: (operations) => partition.call(definition, operations) }),
    describeOperation(operation) {
      const { value, outcome } = operation
      const result = outcome.type === 'ok' ? (outcome.value ?? null) : null
      const tellsMore = result !== null && !sameJson(result, value)
      return describeCall(operation, (value ?? null) === null ? [] : [value], isRead(operation) || tellsMore)
    },
    describeState: (state) => describe?.call(definition, state) ?? show(state),
  }
}

function stepped<State>(
  definition: ModelDefinition<State>,
  state: State,
  operation: Operation,
): State | undefined {
  try {
    return definition.step(state, operation)
  } catch (error) {
    if (error instanceof InputError) throw error
    const what = error instanceof Error ? error.message : String(error)
    throw new InputError(
      `the model ${definition.name} failed at ${operation.f}(${show(operation.value)}) in state ${show(state)}: ${what}`,
      { operation: operation.id },
    )
  }
}

// the definition may come from a module that nobody checked the types of
function assertUsable<State>(definition: ModelDefinition<State>): void {
  const { name, functions, reads = [], init, step, decide } = definition
  if (typeof name !== 'string' || name === '')
    throw new InputError('a model needs a name', { field: 'defineModel' })
  if (
    (modelNames as readonly string[]).includes(name) ||
    (transactionModels as readonly string[]).includes(name)
  )
    throw new InputError(`there is a model ${name} already; choose another name`, { field: 'defineModel' })
  if (!Array.isArray(functions) || functions.length === 0)
    throw new InputError(`the model ${name} needs functions: the names of its operations`, {
      field: 'defineModel',
    })
  if (typeof init !== 'function' || typeof step !== 'function')
    throw new InputError(`the model ${name} needs init() and step(state, operation)`, {
      field: 'defineModel',
    })
  if (decide !== undefined && !confirmedDeciders.includes(decide))
    throw new InputError(
      `the model ${name} cannot be decided as ${show(decide)}; there are ${confirmedDeciders.join(', ')}`,
      { field: 'defineModel' },
    )
  const strange = reads.find((f) => !functions.includes(f))
  if (strange !== undefined)
    throw new InputError(`the model ${name} reads with ${strange}, which is none of its functions`, {
      field: 'defineModel',
    })
}
