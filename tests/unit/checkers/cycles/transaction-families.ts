import { checkTransactions, consistencyLevels } from '../../../../checkers/cycles/index.ts'
import type { ConsistencyLevel, TransactionModel } from '../../../../checkers/cycles/index.ts'
import type { Operation } from '../../../../src/record/operation.ts'
import { hasNoLongFork, hasSnapshots, isSerializable, lists, registers } from './brute-force.ts'
import type { ObjectRules } from './brute-force.ts'
import { randomLongFork } from './random-long-fork.ts'
import { randomTransactions } from './random-transactions.ts'

/** Random histories of one model, the level they are checked for, and the definition of that level, tried out. */
export interface TransactionFamily {
  readonly model: TransactionModel
  readonly level: ConsistencyLevel
  history(seed: number): readonly Operation[]
  /** What registers hold before any write. */
  initial(seed: number): unknown
  isRight(operations: readonly Operation[], initial: unknown): boolean
}

/** Nothing, a value that is written as well, or one that is not. */
const initial = (model: TransactionModel, seed: number): unknown =>
  model === 'rw-register' ? ([null, 1, 'old'][seed % 3] ?? null) : null

const rulesOf = (model: TransactionModel, value: unknown): ObjectRules =>
  model === 'list-append' ? lists : registers(value)

const histories: Readonly<Record<TransactionModel, (seed: number) => readonly Operation[]>> = {
  'list-append': (seed) => randomTransactions(seed, 'lists'),
  'rw-register': (seed) => randomTransactions(seed, 'registers', initial('rw-register', seed)),
  'long-fork': randomLongFork,
}

export const transactionFamilies: readonly TransactionFamily[] = (
  ['list-append', 'rw-register', 'long-fork'] as const
).flatMap((model) =>
  consistencyLevels.map((level) => ({
    model,
    level,
    history: histories[model],
    initial: (seed) => initial(model, seed),
    isRight: (operations, value) => {
      const rules = rulesOf(model, value)
      if (level !== 'snapshot-isolation')
        return isSerializable(operations, rules, level === 'strict-serializable')
      return model === 'long-fork' ? hasNoLongFork(operations) : hasSnapshots(operations, rules)
    },
  })),
)

export interface Comparison {
  readonly right: number
  readonly wrong: number
  /** How often each anomaly was told. */
  readonly anomalies: Readonly<Record<string, number>>
  /** The first history of which the checker says something else than the definition, in words. */
  readonly disagreement?: string
}

/** Compares the checker with the definition on the histories of so many seeds from one on; to be undecided is to differ. */
export function compareWithDefinition(
  { model, level, history, initial, isRight }: TransactionFamily,
  from: number,
  count: number,
): Comparison {
  let right = 0
  let wrong = 0
  const anomalies: Record<string, number> = {}
  for (let seed = from; seed < from + count; seed++) {
    const operations = history(seed)
    const value = initial(seed)
    const truth = isRight(operations, value)
    const { valid, anomaly } = checkTransactions(model, operations, {
      consistency: level,
      ...(value !== null && { initial: value }),
    })
    if (truth) right++
    else wrong++
    if (anomaly !== undefined) anomalies[anomaly.kind] = (anomalies[anomaly.kind] ?? 0) + 1
    if (valid === truth) continue
    const disagreement = `${model} for ${level}, seed ${seed}, initially ${JSON.stringify(value)}: ${String(valid)}, but it is ${truth}\n${JSON.stringify(operations)}`
    return { right, wrong, anomalies, disagreement }
  }
  return { right, wrong, anomalies }
}
