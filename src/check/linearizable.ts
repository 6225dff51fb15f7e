import { defined } from '../base/defined.ts'
import { checkObjects } from '../../checkers/sequential/index.ts'
import { locatedFailure } from '../../checkers/linearizability/index.ts'
import type { Model } from '../../checkers/models/index.ts'
import type { Operation } from '../record/operation.ts'
import type { PairedHistory } from '../record/pairing.ts'
import type { FileVerdict } from './verdict.ts'

/**
 * Checks operations on objects for a level of consistency, as the answer about a file. `timeout` in milliseconds;
 * `consistency` one of `objectLevels`, by default `linearizable`.
 */
export function checkModel(
  history: PairedHistory,
  model: Model,
  timeout: number,
  consistency?: string,
): Omit<FileVerdict, 'file'> {
  const started = performance.now()
  const lineOf = linesOf(history)
  const verdict = checkObjects(history.operations, model, {
    ...defined({ consistency }),
    failed: history.failed.map(({ operation }) => operation),
    lineOf,
    // the user's limit is time, so steps have none
    maxSteps: Number.MAX_SAFE_INTEGER,
    expired: () => performance.now() - started > timeout,
  })
  const { valid, operations, partitions } = verdict
  const counted = {
    valid,
    model: model.name,
    consistency: verdict.consistency,
    promise: verdict.promise,
    operations,
    partitions,
    millis: Math.round(performance.now() - started),
  }
  if (verdict.valid === 'unknown') {
    const { because, spent } = verdict
    const wanting = spent.includes('deadline') ? 'time' : spent.length > 0 ? 'memory' : undefined
    return { ...counted, because, ...defined({ wanting }) }
  }
  return verdict.valid
    ? counted
    : { ...counted, failure: locatedFailure(verdict.failure, model, history.operations, lineOf) }
}

type LineOf = (operation: Operation) => number

function linesOf({ places, failed }: PairedHistory): LineOf {
  const linesOfFailed = new Map(failed.map(({ operation, lines }) => [operation.id, lines.invoked]))
  return ({ id }) => (id < 0 ? (linesOfFailed.get(id) ?? 0) : places.invokedLine(id))
}
