import { defined } from '../base/defined.ts'
import { checkTransactions } from '../../checkers/cycles/index.ts'
import type { ConsistencyLevel, TransactionModel } from '../../checkers/cycles/index.ts'
import type { Operation } from '../record/operation.ts'
import type { PairedHistory } from '../record/pairing.ts'
import { describeTransaction } from './transaction-text.ts'
import type { FileVerdict } from './verdict.ts'
import type { LocatedOperation } from '../record/located-operation.ts'

export interface TransactionFileOptions {
  /** Milliseconds of checking after which the answer is `unknown`. */
  readonly timeout: number
  /** Default: the model's own. */
  readonly consistency?: ConsistencyLevel
  /** What registers hold before any write: a map of keys to values, or one value for every key. */
  readonly initial?: unknown
}

/** Checks transactions for a level of isolation, as the answer about a file. */
export function checkTransactionFile(
  history: PairedHistory,
  model: TransactionModel,
  { timeout, consistency, initial }: TransactionFileOptions,
): Omit<FileVerdict, 'file'> {
  const started = performance.now()
  const verdict = checkTransactions(model, history.operations, {
    ...defined({ consistency, initial }),
    // the user's limit is time, so steps have none
    maxSteps: Number.MAX_SAFE_INTEGER,
    outOfTime: () => performance.now() - started > timeout,
    place: ({ id }) => `line ${history.places.invokedLine(id)}`,
  })
  const { valid, operations, partitions, because, spent, anomaly, core = [], anomalies } = verdict
  const locate = (operation: Operation): LocatedOperation => ({
    operation,
    line: history.places.invokedLine(operation.id),
    text: describeTransaction(operation),
  })
  const last = core.at(-1)
  return {
    valid,
    model,
    consistency: verdict.consistency,
    promise: verdict.promise,
    operations,
    partitions,
    millis: Math.round(performance.now() - started),
    ...defined({ because }),
    ...(spent !== undefined && { wanting: spent === 'deadline' ? 'time' : 'memory' }),
    ...(anomaly !== undefined &&
      last !== undefined && {
        failure: {
          located: locate(last),
          longestPrefix: [],
          otherPrefixes: [],
          next: [],
          because: `${anomaly.headline}.`,
          core: core.map(locate),
          lines: core.map(({ id }) => history.places.invokedLine(id)),
          anomaly: anomaly.kind,
          anomalies: [...new Set(anomalies.map(({ kind }) => kind))],
          proof: anomaly.proof,
          ...defined({ compared: anomaly.compared }),
        },
      }),
  }
}
