import { pushAll } from '../../src/base/push-all.ts'
import type { Operation } from '../../src/record/operation.ts'
import type { Anomaly } from './anomaly.ts'
import { searchCycles } from './cycle-anomaly.ts'
import { futureRead, internalAnomaly } from './internal.ts'
import { concluded } from './conclusion.ts'
import { listChain } from './list-chain.ts'
import { effectiveTransactions, readsByKey } from './list-reads.ts'
import type { KeyReads } from './list-reads.ts'
import { lostUpdate } from './lost-update.ts'
import { settingsOf } from './options.ts'
import type { TransactionOptions } from './options.ts'
import { readAnomalies } from './read-anomalies.ts'
import type { Relation } from './relation.ts'
import { tornAppend } from './torn-append.ts'
import { transactionsOf } from './transaction.ts'
import type { Transaction } from './transaction.ts'
import type { TransactionVerdict } from './verdict.ts'
import { wholeOrder } from './whole-order.ts'
import type { Wording } from './wording.ts'
import { Writes } from './writes.ts'

/**
 * Checks list-append transactions, as Elle does: lists show the order of their appends, so reads tell which
 * transaction must come before which, and a cycle is a contradiction. Where each element is appended to its key once
 * that decides it; where not, or where snapshot isolation leaves the order of appends open that nobody read, an order is
 * searched for.
 *
 * Failed transactions belong in the history: only with them an aborted read shows. A function as `options` is
 * `outOfTime`.
 */
export function checkListAppend(
  operations: readonly Operation[],
  options: TransactionOptions | (() => boolean) = {},
): TransactionVerdict {
  const given = typeof options === 'function' ? { outOfTime: options } : options
  const settings = settingsOf('list-append', given)
  const { snapshot, realTime, wording, outOfTime } = settings
  const transactions = transactionsOf(operations, 'lists')
  const writes = new Writes(transactions)
  const reads = readsByKey(transactions, writes)
  const keys = new Set([...reads.keys(), ...writes.keys()])
  const conclude = concluded(settings, operations.length, keys.size)
  const effective = effectiveTransactions(transactions, reads.values(), writes)
  const chains = [...keys].flatMap((key) => listChain(key, reads.get(key), writes, effective) ?? [])
  const relation: Relation = { transactions, effective, chains, dependencies: [], realTime }
  const anomalies = [
    ...localAnomalies(transactions, reads, writes, wording),
    ...chains.flatMap((chain) => lostUpdate(chain, transactions, wording) ?? []),
  ]
  const cycles = searchCycles(relation, snapshot, 'lists', wording, anomalies.length > 0, outOfTime)
  if (anomalies.length > 0 || cycles.found) return conclude.invalid(anomalies, cycles.anomalies)
  const optional = optionalTransactions(transactions, effective, reads, writes)
  const isOpen = chains.some(({ unread }) => unread.length > 1)
  const isDecided = !optional.some(Boolean) && chains.length === keys.size && (cycles.serializable || !isOpen)
  if (isDecided) return conclude.valid()
  const found = wholeOrder({
    relation,
    ...(!realTime && { inTime: { ...relation, realTime: true } }),
    optional,
    snapshot,
    initialOf: () => undefined,
    maxSteps: settings.maxSteps,
    outOfTime,
  })
  const [repeated] = [...reads.values()].filter(({ traceable }) => !traceable)
  const why =
    repeated === undefined
      ? 'appends that nobody read leave the order of their transactions open'
      : `an element is appended to ${repeated.key} more than once, so reads do not tell which append they saw`
  return conclude.searched(
    found,
    why,
    (some) => !settings.isSmaller && checkListAppend(some, settings.smaller).valid === false,
  )
}

function localAnomalies(
  transactions: readonly Transaction[],
  reads: ReadonlyMap<string, KeyReads>,
  writes: Writes,
  wording: Wording,
): Anomaly[] {
  const isTraceable = (key: string): boolean => reads.get(key)?.traceable !== false
  const anomalies = transactions.flatMap((transaction) =>
    transaction.status === 'committed'
      ? [
          internalAnomaly(transaction, wording) ?? [],
          futureRead(transaction, isTraceable, wording) ?? [],
        ].flat()
      : [],
  )
  for (const key of reads.values()) {
    pushAll(anomalies, readAnomalies(key, writes, wording))
    pushAll(anomalies, [tornAppend(key, writes, wording) ?? []].flat())
  }
  return anomalies
}

/** Of unknown outcome, with an element that others append as well: whether it took effect nothing tells. */
function optionalTransactions(
  transactions: readonly Transaction[],
  effective: readonly boolean[],
  reads: ReadonlyMap<string, KeyReads>,
  writes: Writes,
): boolean[] {
  return transactions.map(
    ({ id, status, micros }) =>
      status === 'unknown' &&
      effective[id] !== true &&
      micros.some(
        (micro) =>
          micro.f === 'append' &&
          reads.get(micro.key)?.traceable === false &&
          writes.of(micro.key, micro.element) === undefined,
      ),
  )
}
