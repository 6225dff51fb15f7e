import { InputError } from '../../src/base/input-error.ts'
import type { ConsistencyLevel, TransactionModel } from './levels.ts'
import { consistencyLevels, defaultLevel } from './levels.ts'
import { Wording } from './wording.ts'
import type { Place } from './wording.ts'

export interface TransactionOptions {
  /** Default: strict-serializable; for long-fork, snapshot-isolation. */
  readonly consistency?: ConsistencyLevel
  /**
   * What registers hold before any write, for rw-register and long-fork: a map of keys to values, or one value for
   * every key. A number as key is named by its digits. Default: null.
   */
  readonly initial?: unknown
  /** Asked now and then; once it is true the answer may be `'unknown'`. Default: never. */
  readonly outOfTime?: () => boolean
  /** Candidates tried in the search for an order before the answer is `'unknown'`. Default: 20,000,000. */
  readonly maxSteps?: number
  /** How an explanation names the place of a transaction. Default: `operation N`. */
  readonly place?: Place
  /** Asked by the checker of itself; do not set. */
  readonly isSmaller?: true
}

/** Steps for each of the smaller questions from which an explanation is made. */
const EXPLAINING_STEPS = 20_000

export interface TransactionSettings {
  readonly model: TransactionModel
  readonly consistency: ConsistencyLevel
  readonly snapshot: boolean
  readonly realTime: boolean
  readonly wording: Wording
  readonly maxSteps: number
  readonly outOfTime: () => boolean
  /** Options for smaller questions about the same, and whether this is one. */
  readonly smaller: TransactionOptions
  readonly isSmaller: boolean
}

/** @throws InputError for a level that is none, and for an initial value where there is no register. */
export function settingsOf(model: TransactionModel, options: TransactionOptions): TransactionSettings {
  const { consistency = defaultLevel[model], outOfTime = () => false, maxSteps = 20_000_000 } = options
  if (!consistencyLevels.includes(consistency))
    throw new InputError(
      `${model} cannot be checked for ${String(consistency)}; it can for ${consistencyLevels.join(', ')}`,
      { field: 'consistency' },
    )
  if (model === 'list-append' && options.initial !== undefined)
    throw new InputError('lists of list-append are empty at first; leave the initial value out', {
      field: 'initial',
    })
  return {
    model,
    consistency,
    snapshot: consistency === 'snapshot-isolation',
    realTime: consistency === 'strict-serializable',
    wording: new Wording(options.place),
    maxSteps,
    outOfTime,
    smaller: { ...options, maxSteps: Math.min(maxSteps, EXPLAINING_STEPS), isSmaller: true },
    isSmaller: options.isSmaller === true,
  }
}
