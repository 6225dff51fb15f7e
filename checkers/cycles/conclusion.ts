import { assert } from '../../src/base/assert.ts'
import type { Operation } from '../../src/record/operation.ts'
import { bySeverity } from './anomaly.ts'
import type { Anomaly } from './anomaly.ts'
import { promiseOf } from './levels.ts'
import { noOrderAnomaly } from './no-order.ts'
import type { TransactionSettings } from './options.ts'
import type { TransactionVerdict } from './verdict.ts'
import { violationOf } from './verdict.ts'
import type { OrderAnswer } from './whole-order.ts'

export interface Conclude {
  valid(): TransactionVerdict
  /** `cycles`: the worst first, the shortest last. What one or two transactions show by themselves says more. */
  invalid(anomalies: readonly Anomaly[], cycles: readonly Anomaly[]): TransactionVerdict
  /** `why` there had to be a search, for an answer that it did not give; `isRefuted`, see {@link noOrderAnomaly}. */
  searched(
    answer: OrderAnswer,
    why: string,
    isRefuted: (operations: readonly Operation[]) => boolean,
  ): TransactionVerdict
}

/** The verdicts about one history. */
export function concluded(settings: TransactionSettings, operations: number, partitions: number): Conclude {
  const { model, consistency, snapshot, wording } = settings
  const counted = { model, consistency, promise: promiseOf(model, consistency), operations, partitions }
  const invalid: Conclude['invalid'] = (anomalies, cycles) => {
    const sorted = [...anomalies, ...cycles].sort(bySeverity)
    const local = [...anomalies].sort(bySeverity)[0]
    const anomaly = local ?? cycles.at(-1)
    assert(anomaly !== undefined, 'a history is refused without an anomaly')
    const core = anomaly.transactions.map(({ operation }) => operation)
    const violation = violationOf(anomaly, consistency)
    return { ...counted, valid: false, anomalies: sorted, anomaly, violation, core }
  }
  return {
    valid: () => ({ ...counted, valid: true, anomalies: [] }),
    invalid,
    searched(answer, why, isRefuted) {
      if (answer.answer === 'exists') return { ...counted, valid: true, anomalies: [] }
      if (answer.answer === 'none')
        return invalid([noOrderAnomaly(answer.among, snapshot, wording, isRefuted)], [])
      const because = `no anomaly was found, but no order that proves there is none either: ${why}`
      const spent = settings.outOfTime() ? ('deadline' as const) : ('steps' as const)
      return { ...counted, valid: 'unknown', anomalies: [], because, spent }
    },
  }
}
