import type { Operation } from '../../src/record/operation.ts'
import { concluded } from './conclusion.ts'
import { searchCycles } from './cycle-anomaly.ts'
import { settingsOf } from './options.ts'
import type { TransactionOptions } from './options.ts'
import { registerAnomalies } from './register-anomalies.ts'
import { registerRelation } from './register-relation.ts'
import { initialValues, versionsOf } from './register-versions.ts'
import { transactionsOf } from './transaction.ts'
import type { Transaction } from './transaction.ts'
import type { TransactionVerdict } from './verdict.ts'
import { wholeOrder } from './whole-order.ts'
import { Writes } from './writes.ts'

/**
 * Checks transactions that read and write registers. What shows the order of some is inferred as Elle does, and a cycle
 * is a contradiction. That does not order all writes; so where there is no cycle an order that explains every read is
 * searched for, and only that makes a history valid. Values that were written more than once are left to the search.
 */
export function checkRwRegister(
  operations: readonly Operation[],
  options: TransactionOptions = {},
): TransactionVerdict {
  return checkRegisters('rw-register', transactionsOf(operations, 'registers'), options)
}

export function checkRegisters(
  model: 'rw-register' | 'long-fork',
  transactions: readonly Transaction[],
  options: TransactionOptions,
): TransactionVerdict {
  const settings = settingsOf(model, options)
  const { snapshot, realTime, wording, outOfTime } = settings
  const initialOf = initialValues(options.initial)
  const writes = new Writes(transactions)
  const keys = new Set(transactions.flatMap(({ micros }) => micros.map(({ key }) => key)))
  const conclude = concluded(settings, transactions.length, keys.size)
  const versions = versionsOf(transactions, writes, initialOf)
  const anomalies = [...registerAnomalies(transactions, writes, versions, initialOf, wording)]
  const relation = registerRelation(transactions, versions, realTime)
  const cycles = searchCycles(relation, snapshot, 'registers', wording, anomalies.length > 0, outOfTime)
  if (anomalies.length > 0 || cycles.found) return conclude.invalid(anomalies, cycles.anomalies)
  const { optional, repeated } = versions
  const found = wholeOrder({
    relation,
    ...(!realTime && { inTime: registerRelation(transactions, versions, true) }),
    optional,
    snapshot,
    initialOf,
    maxSteps: settings.maxSteps,
    outOfTime,
  })
  const why =
    repeated === undefined
      ? 'nothing shows the order of some writes to one key'
      : `${repeated.value} was written to ${repeated.key} more than once, or is its initial value, so reads do not tell which write they saw`
  return conclude.searched(
    found,
    why,
    (some) =>
      !settings.isSmaller &&
      checkRegisters(model, transactionsOf(some, 'registers'), settings.smaller).valid === false,
  )
}
