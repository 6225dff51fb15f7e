import { checkListAppend } from '../../checkers/cycles/list-append.ts'
import type { Operation } from '../history/operation.ts'
import type { PairedHistory } from '../history/pairing.ts'
import type { FileVerdict, LocatedOperation } from './check-verdict.ts'

/** Checks transactions for dependency cycles, as the answer about a file. `timeout` in milliseconds. */
export function checkTransactions(history: PairedHistory, timeout: number): Omit<FileVerdict, 'file'> {
  const started = performance.now()
  const verdict = checkListAppend(history.operations, () => performance.now() - started > timeout)
  const { valid, model, operations, partitions, because, spent, violation, core, anomalies } = verdict
  const locate = (operation: Operation): LocatedOperation => ({
    operation,
    line: history.places.invokedLine(operation.id),
    text: operation.f,
  })
  const last = core?.at(-1)
  return {
    valid,
    model,
    operations,
    partitions,
    millis: Math.round(performance.now() - started),
    ...(because !== undefined && { because }),
    ...(spent !== undefined && { wanting: 'time' }),
    ...(violation !== undefined &&
      last !== undefined && {
        failure: {
          located: locate(last),
          longestPrefix: [],
          otherPrefixes: [],
          next: [],
          because: `${violation.headline}.`,
          anomaly: anomalies[0]?.kind ?? violation.shape,
          proof: violation.proof,
        },
      }),
  }
}
