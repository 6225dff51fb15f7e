import { transactionModels } from '../../checkers/cycles/levels.ts'
import type { TransactionModel } from '../../checkers/cycles/levels.ts'
import { models } from '../../checkers/models/index.ts'
import type { Model, ModelName } from '../../checkers/models/index.ts'
import { InputError } from '../base/input-error.ts'
import { quoted } from '../base/name-text.ts'
import { foreignModel } from './foreign-names.ts'

/** A model of `checkers/models`, or one of transactions, which `checkers/cycles` checks. */
export type CheckedModel = ModelName | TransactionModel

export const checkedModels: readonly CheckedModel[] = [
  ...(Object.keys(models) as ModelName[]),
  ...transactionModels,
]

/** Jepsen's tests name transactions that only read, or only write, by that. */
const transactionFunctions: ReadonlySet<string> = new Set(['txn', 'read', 'write', 'append'])

/** The functions a model has, by their name in a history. */
export function functionsOf(model: CheckedModel | Model): ReadonlySet<string> {
  if (typeof model !== 'string') return new Set(model.functions)
  const named = transactionModels.find((name) => name === model)
  return named === undefined ? new Set(models[model as ModelName].functions) : transactionFunctions
}

/**
 * A model by its name, or the one that a module exports: `./my-model.ts` or `./my-model.ts#name`.
 * @throws InputError when there is no such model.
 */
export async function resolveModel(spec: string): Promise<CheckedModel | Model> {
  const named = checkedModels.find((name) => name === spec)
  if (named !== undefined) return named
  const { isPath, loadExport } = await import('../testcase/user-module.ts')
  if (isPath(spec)) return loadExport(spec, 'model', isModel, 'defineModel({ ... })')
  throw new InputError(
    `must be one of ${checkedModels.join(', ')}, or the path of a module that exports one; got ${quoted(spec)}${foreignModel(spec, checkedModels)}`,
    { option: 'model' },
  )
}

function isModel(value: unknown): value is Model {
  const { name, functions, init, step, key } = (value ?? {}) as Partial<Model>
  if (typeof name !== 'string' || !Array.isArray(functions)) return false
  return [init, step, key].every((method) => typeof method === 'function')
}
