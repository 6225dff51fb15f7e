import { consistencyLevels, defaultLevel, transactionModels } from '../../checkers/cycles/levels.ts'
import type { ConsistencyLevel, TransactionModel } from '../../checkers/cycles/levels.ts'
import type { Model } from '../../checkers/models/index.ts'
import { objectLevels } from '../../checkers/sequential/index.ts'
import { didYouMean } from '../base/did-you-mean.ts'
import { InputError } from '../base/input-error.ts'
import type { CheckedModel } from './model.ts'

/** Levels of the option `consistency`: of transactions, the strongest first, then of single objects. */
export const checkedLevels = [...consistencyLevels, ...objectLevels] as const

export type CheckedLevel = (typeof checkedLevels)[number]

/** What a history is, in words, when the level holds. */
const adjectives: Readonly<Record<CheckedLevel, string>> = {
  'strict-serializable': 'strictly serializable',
  serializable: 'serializable',
  'snapshot-isolation': 'snapshot isolated',
  linearizable: 'linearizable',
  sequential: 'sequentially consistent',
}

export const isTransactionModel = (model: unknown): model is TransactionModel =>
  (transactionModels as readonly unknown[]).includes(model)

/** The levels that the checker can tell of a model, its default first. */
export function levelsOf(model: CheckedModel | Model): readonly CheckedLevel[] {
  if (!isTransactionModel(model)) return objectLevels
  const first = defaultLevel[model]
  return [first, ...consistencyLevels.filter((level) => level !== first)]
}

/**
 * The value of the option `consistency`.
 * @throws InputError when it is no level.
 */
export function parseConsistency(text: string): CheckedLevel {
  const level = checkedLevels.find((name) => name === text)
  if (level !== undefined) return level
  throw new InputError(
    `must be one of ${checkedLevels.join(', ')}; got "${text}"${didYouMean(text, checkedLevels)}`,
    { option: 'consistency' },
  )
}

/**
 * The level to check a model for.
 * @throws InputError when the checker cannot tell it of the model.
 */
export function levelFor(model: CheckedModel | Model, asked: CheckedLevel | undefined): CheckedLevel {
  const levels = levelsOf(model)
  const level = asked ?? levels[0] ?? 'linearizable'
  if (levels.includes(level)) return level
  const name = typeof model === 'string' ? model : model.name
  throw new InputError(
    `${level} cannot be told of model ${name}; it can be checked for ${levels.join(', ')}`,
    { option: 'consistency' },
  )
}

/** The level of a transaction model, see {@link levelFor}. */
export function transactionLevel(model: TransactionModel, asked: CheckedLevel | undefined): ConsistencyLevel {
  const level = levelFor(model, asked)
  return consistencyLevels.find((name) => name === level) ?? defaultLevel[model]
}

/** In words, what a history of the model is when it holds: `strictly serializable`. */
export function adjectiveOf({
  model,
  consistency,
}: {
  readonly model: string | null
  readonly consistency?: string
}): string {
  const level = checkedLevels.find((name) => name === consistency) ?? 'linearizable'
  return model === 'long-fork' && level === 'snapshot-isolation' ? 'free of long forks' : adjectives[level]
}
