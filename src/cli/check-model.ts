import { models } from '../../checkers/models/index.ts'
import type { ModelName } from '../../checkers/models/index.ts'
import { InputError } from '../base/input-error.ts'

/** A model of `checkers/models`, or list-append transactions, which `checkers/cycles` checks. */
export type CheckedModel = ModelName | 'list-append'

export const checkedModels: readonly CheckedModel[] = [...(Object.keys(models) as ModelName[]), 'list-append']

/** The functions a model has, by their name in a history. */
export function functionsOf(model: CheckedModel): ReadonlySet<string> {
  return new Set(model === 'list-append' ? ['txn'] : models[model].functions)
}

/** Throws an {@link InputError} unless the name is that of a model. */
export function assertModel(name: string): asserts name is CheckedModel {
  if (!(checkedModels as readonly string[]).includes(name)) {
    throw new InputError(`--model must be one of ${checkedModels.join(', ')}; got "${name}"`)
  }
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
  if (hasAll('kv')) return keyed ? 'kv' : 'cas-register'
  const strange = used.find((f) => !checkedModels.some((model) => functionsOf(model).has(f)))
  throw new InputError(
    strange === undefined
      ? `field "f": no model has all of ${used.join(', ')}; split the history by object, or name the one meant with --model`
      : `field "f": no model has a function ${strange}; correct it, or name the model meant with --model`,
    `${name}:${functions.get(strange ?? used.at(-1) ?? '') ?? 1}`,
  )
}
