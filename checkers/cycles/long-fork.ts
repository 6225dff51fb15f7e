import { InputError } from '../../src/base/input-error.ts'
import type { Operation } from '../../src/record/operation.ts'
import type { Anomaly } from './anomaly.ts'
import type { TransactionOptions } from './options.ts'
import { checkRegisters } from './rw-register.ts'
import { transactionsOf } from './transaction.ts'
import type { Transaction } from './transaction.ts'
import type { TransactionVerdict } from './verdict.ts'

/**
 * Checks for long forks, as Jepsen's test of that name: transactions write one key each, every key once, or read
 * several keys. A fork are two reads of which each saw a write that the other missed, or more of them in a circle: no
 * order of the writes explains both. Parallel snapshot isolation allows them, snapshot isolation does not.
 * @throws InputError for other transactions, and for a key that is written twice.
 */
export function checkLongFork(
  operations: readonly Operation[],
  options: TransactionOptions = {},
): TransactionVerdict {
  const transactions = transactionsOf(operations, 'registers')
  assertForm(transactions)
  const verdict = checkRegisters('long-fork', transactions, options)
  const anomalies = verdict.anomalies.map(asFork)
  const anomaly = verdict.anomaly && asFork(verdict.anomaly)
  const { violation } = verdict
  return {
    ...verdict,
    anomalies,
    ...(anomaly !== undefined && { anomaly }),
    ...(violation !== undefined &&
      anomaly !== undefined && {
        violation: { ...violation, shape: anomaly.kind.toLowerCase(), headline: anomaly.headline },
      }),
  }
}

function assertForm(transactions: readonly Transaction[]): void {
  const written = new Map<string, Transaction>()
  for (const transaction of transactions) {
    const writes = transaction.micros.filter(({ f }) => f !== 'r')
    const [write] = writes
    if (write === undefined) continue
    const refuse = (what: string): InputError =>
      new InputError(
        `the transaction of process ${transaction.operation.process} ${what}; --model rw-register has no such limits`,
        { operation: transaction.operation.id, field: 'value' },
      )
    if (transaction.micros.length > 1)
      throw refuse('writes beside other micro-operations; in long-fork it writes one key, or only reads')
    if (transaction.status === 'aborted') continue
    if (written.has(write.key))
      throw refuse(`writes ${write.key} again; in long-fork each key is written once`)
    written.set(write.key, transaction)
  }
}

/** Of reads and single writes, every cycle that snapshot isolation forbids is a fork, or of information that flows back. */
function asFork(anomaly: Anomaly): Anomaly {
  if (anomaly.kind !== 'G-nonadjacent-item') return anomaly
  const reads = anomaly.transactions.length / 2
  return {
    ...anomaly,
    kind: 'long-fork',
    headline: `long fork: ${reads} reads each saw a write that another missed, so no order of the writes explains them`,
  }
}
