import type { Operation } from '../../src/record/operation.ts'
import type { Violation } from '../../src/record/verdict.ts'
import type { Anomaly } from './anomaly.ts'
import type { ConsistencyLevel, TransactionModel } from './levels.ts'
import { levelProperty } from './levels.ts'

/** The answer about a history of transactions. */
export interface TransactionVerdict {
  readonly valid: boolean | 'unknown'
  readonly model: TransactionModel
  /** The level checked for. */
  readonly consistency: ConsistencyLevel
  /** One sentence: what a valid answer promises, and what it does not. */
  readonly promise: string
  /** Transactions, aborted ones included. */
  readonly operations: number
  /** Keys. */
  readonly partitions: number
  /** What was found, the worst first by Elle's order; of each kind and key one. */
  readonly anomalies: readonly Anomaly[]
  /** The one that says most with the fewest transactions. */
  readonly anomaly?: Anomaly
  /** The same in the form of a run's verdict. */
  readonly violation?: Violation
  /** The operations of that one; those of a cycle in its order. */
  readonly core?: readonly Operation[]
  /** Why nothing is known. */
  readonly because?: string
  /** What ran out, when that is why. */
  readonly spent?: 'deadline' | 'steps'
}

/** An anomaly as a violation of a level, at the event at which the last of its operations showed what it did. */
export function violationOf(anomaly: Anomaly, level: ConsistencyLevel): Violation {
  const core = anomaly.transactions.map(({ operation }) => operation)
  const last = core.reduce((a, b) => (shownAt(b) >= shownAt(a) ? b : a))
  const ofTime = anomaly.kind.endsWith('-realtime') || anomaly.kind.endsWith('-process')
  const weakest = ofTime || anomaly.kind === 'no-order' ? level : 'serializable'
  return {
    property: levelProperty[level === 'strict-serializable' ? weakest : level],
    shape: anomaly.kind.toLowerCase(),
    step: shownAt(last) + 1,
    time: Math.round((last.returnedAt ?? last.invokedAt ?? 0) / 1000),
    headline: anomaly.headline,
    proof: anomaly.proof,
    facts: core.map((operation) => ({ step: shownAt(operation) + 1, operation: operation.id })),
  }
}

function shownAt({ invoked, returned }: Operation): number {
  return returned < Infinity ? returned : invoked
}
