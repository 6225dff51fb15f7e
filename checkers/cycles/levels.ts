/** Models of transactions, by their names on the command line. */
export const transactionModels = ['list-append', 'rw-register', 'long-fork'] as const

export type TransactionModel = (typeof transactionModels)[number]

/** Levels of isolation that transactions are checked for, the strongest first. */
export const consistencyLevels = ['strict-serializable', 'serializable', 'snapshot-isolation'] as const

export type ConsistencyLevel = (typeof consistencyLevels)[number]

/** The level a model is checked for where none is asked for. A long fork is what snapshot isolation forbids. */
export const defaultLevel: Readonly<Record<TransactionModel, ConsistencyLevel>> = {
  'list-append': 'strict-serializable',
  'rw-register': 'strict-serializable',
  'long-fork': 'snapshot-isolation',
}

/** The property of a verdict and of a violation. */
export const levelProperty: Readonly<Record<ConsistencyLevel, string>> = {
  'strict-serializable': 'strict-serializability',
  serializable: 'serializability',
  'snapshot-isolation': 'snapshot-isolation',
}

const promises: Readonly<Record<ConsistencyLevel, string>> = {
  'strict-serializable':
    'strict serializability: one order of whole transactions explains every read, and it keeps real time; not checked is what transactions of unknown outcome read',
  serializable:
    'serializability: one order of whole transactions explains every read; not checked is whether it keeps real time, or the order of a client’s own transactions',
  'snapshot-isolation':
    'snapshot isolation: each transaction read from one snapshot, some prefix of the commits, and of two that overlap and write the same key one is refused; not checked is whether a snapshot is recent, nor is write skew found, which this level allows',
}

/** One sentence: what a valid answer promises, and what it does not. */
export function promiseOf(model: TransactionModel, level: ConsistencyLevel): string {
  if (model === 'long-fork' && level === 'snapshot-isolation')
    return 'no long fork: one order of the writes explains which of them each read saw; not checked is whether a read is recent, or whether real time is kept'
  return promises[level]
}
