import { transactionModels } from '../../checkers/cycles/index.ts'
import type { TransactionModel } from '../../checkers/cycles/index.ts'
import { models } from '../../checkers/models/index.ts'
import type { Model, ModelName } from '../../checkers/models/index.ts'
import { InputError } from '../base/input-error.ts'
import { isPath, loadExport } from '../harness/user-module.ts'

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
 * Throws an {@link InputError} when there is no such model.
 */
export async function resolveModel(spec: string): Promise<CheckedModel | Model> {
  const named = checkedModels.find((name) => name === spec)
  if (named !== undefined) return named
  if (isPath(spec)) return loadExport(spec, 'model', isModel, 'defineModel({ ... })')
  throw new InputError(
    `--model must be one of ${checkedModels.join(', ')}, or the path of a module that exports one; got "${spec}"`,
  )
}

function isModel(value: unknown): value is Model {
  const { name, functions, init, step, key } = (value ?? {}) as Partial<Model>
  if (typeof name !== 'string' || !Array.isArray(functions)) return false
  return [init, step, key].every((method) => typeof method === 'function')
}

/** Functions that tell a model. The first rule wins that meets one of them and whose model has all of the rest. */
const rules: readonly { readonly tells: readonly string[]; readonly model: CheckedModel }[] = [
  { tells: ['txn'], model: 'list-append' },
  { tells: ['acquire', 'release'], model: 'mutex' },
  { tells: ['enqueue', 'dequeue'], model: 'queue' },
  { tells: ['get', 'put'], model: 'kv' },
  { tells: ['append'], model: 'append' },
  { tells: ['add', 'remove', 'contains'], model: 'set' },
  { tells: ['create', 'rename', 'list', 'stat'], model: 'directory' },
  { tells: ['open', 'deposit', 'credit', 'debit', 'transfer', 'balance'], model: 'ledger' },
]

/**
 * The model that a history's functions show. `functions` has the line of each one's first event, `keyed` says
 * whether operations have keys, `name` is the file. Throws an {@link InputError} when no model has them all.
 */
export function inferModel(
  functions: ReadonlyMap<string, number>,
  keyed: boolean,
  name: string,
): CheckedModel {
  const used = [...functions.keys()]
  const hasAll = (model: CheckedModel): boolean => used.every((f) => functionsOf(model).has(f))
  const rule = rules.find(({ tells, model }) => tells.some((f) => functions.has(f)) && hasAll(model))
  if (rule !== undefined) return rule.model
  if (hasAll('kv')) return keyed || !hasAll('cas-register') ? 'kv' : 'cas-register'
  const strange = used.find((f) => !checkedModels.some((model) => functionsOf(model).has(f)))
  throw new InputError(
    strange === undefined
      ? `field "f": no model has all of ${used.join(', ')}; split the history by object, or name the one meant with --model`
      : `field "f": no model has a function ${strange}; correct it, or name the model meant with --model`,
    `${name}:${functions.get(strange ?? used.at(-1) ?? '') ?? 1}`,
  )
}
