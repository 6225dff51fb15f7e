import type { Operation } from '../../src/history/operation.ts'
import type { Violation } from '../../src/history/verdict.ts'
import { anomalyKinds } from './anomaly.ts'
import type { Anomaly } from './anomaly.ts'
import { Appends } from './appends.ts'
import { cycleAnomaly } from './cycle-anomaly.ts'
import { addDependencies } from './dependencies.ts'
import { DependencyGraph } from './dependency-graph.ts'
import { internalAnomaly } from './internal.ts'
import { readAnomalies } from './read-anomalies.ts'
import { addRealTime } from './real-time.ts'
import { transactionsOf } from './transaction.ts'
import { readsByKey } from './version-order.ts'

/** The answer about a history of list-append transactions. */
export interface ListAppendVerdict {
  readonly valid: boolean | 'unknown'
  readonly model: 'list-append'
  /** Transactions, aborted ones included. */
  readonly operations: number
  /** Keys. */
  readonly partitions: number
  /** What was found, the worst first; one of each kind and key. */
  readonly anomalies: readonly Anomaly[]
  /** The worst one. */
  readonly violation?: Violation
  /** The operations of the worst one; those of a cycle in its order. */
  readonly core?: readonly Operation[]
  /** Why nothing is known. */
  readonly because?: string
  /** Whether it is for want of time. */
  readonly spent?: 'deadline'
}

/**
 * Checks list-append transactions for strict serializability, as Elle does: lists show the order of their
 * appends, so reads tell which transaction must come before which, and a cycle is a contradiction.
 * Failed transactions belong in the history: only with them an aborted read shows. `outOfTime` is asked
 * between searches; once it is true the answer may be `'unknown'`.
 */
export function checkListAppend(
  operations: readonly Operation[],
  outOfTime: () => boolean = () => false,
): ListAppendVerdict {
  const transactions = transactionsOf(operations)
  const appends = new Appends(transactions)
  const reads = readsByKey(transactions)
  const keys = new Set([...reads.keys(), ...appends.keys()])
  const result = { model: 'list-append' as const, operations: operations.length, partitions: keys.size }
  if (appends.repeated !== undefined) {
    const { key, element } = appends.repeated
    const because = `${element} is appended to ${key} more than once: reads do not tell which append they saw; each element must be unique within its key`
    return { ...result, valid: 'unknown', anomalies: [], because }
  }
  const committed = transactions.filter(({ status }) => status === 'committed')
  const graph = new DependencyGraph(transactions)
  const anomalies: Anomaly[] = committed.flatMap((transaction) => internalAnomaly(transaction) ?? [])
  let complete = true
  for (const key of reads.values()) {
    anomalies.push(...readAnomalies(key, appends))
    complete = addDependencies(graph, key, appends) && complete
  }
  addRealTime(graph)
  const cycle = cycleAnomaly(graph, outOfTime)
  if (typeof cycle === 'object') anomalies.push(cycle)
  anomalies.sort((a, b) => anomalyKinds.indexOf(a.kind) - anomalyKinds.indexOf(b.kind))
  const worst = anomalies[0]
  if (worst !== undefined) {
    const core = worst.transactions.map(({ operation }) => operation)
    return { ...result, valid: false, anomalies, violation: violationOf(worst, core), core }
  }
  if (cycle === 'unknown')
    return {
      ...result,
      valid: 'unknown',
      anomalies,
      because: 'time ran out in the search for cycles',
      spent: 'deadline',
    }
  if (!complete) {
    return {
      ...result,
      valid: 'unknown',
      anomalies,
      because: 'too many appends were never read to order them all',
    }
  }
  return { ...result, valid: true, anomalies }
}

function violationOf(anomaly: Anomaly, core: readonly Operation[]): Violation {
  const last = core.reduce((a, b) => (shownAt(b) >= shownAt(a) ? b : a))
  return {
    property: anomaly.kind.endsWith('-realtime') ? 'strict-serializability' : 'serializability',
    shape: anomaly.kind.toLowerCase(),
    step: shownAt(last) + 1,
    time: Math.round((last.returnedAt ?? last.invokedAt ?? 0) / 1000),
    headline: anomaly.headline,
    proof: anomaly.proof,
    facts: core.map((operation) => ({ step: shownAt(operation) + 1, operation: operation.id })),
  }
}

/** The event at which an operation showed what it did. */
function shownAt({ invoked, returned }: Operation): number {
  return returned < Infinity ? returned : invoked
}
