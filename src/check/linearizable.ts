import { defined } from '../base/defined.ts'
import { checkObjects } from '../../checkers/sequential/index.ts'
import type { LinearizabilityFailure } from '../../checkers/linearizability/index.ts'
import type { Model } from '../../checkers/models/index.ts'
import type { Operation } from '../record/operation.ts'
import type { PairedHistory } from '../record/pairing.ts'
import { nearbyOperations } from './nearby.ts'
import type { Failure, FileVerdict } from './verdict.ts'
import type { LocatedOperation } from '../record/located-operation.ts'

/** Operations that brought a value, in the answer; there may be as many as in the history. */
const MAX_ORIGINS = 20

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
  return verdict.valid ? counted : { ...counted, failure: failureOf(verdict.failure, model, history, lineOf) }
}

type LineOf = (operation: Operation) => number

function linesOf({ places, failed }: PairedHistory): LineOf {
  const linesOfFailed = new Map(failed.map(({ operation, lines }) => [operation.id, lines.invoked]))
  return ({ id }) => (id < 0 ? (linesOfFailed.get(id) ?? 0) : places.invokedLine(id))
}

function failureOf(
  failure: LinearizabilityFailure,
  model: Model,
  history: PairedHistory,
  lineOf: LineOf,
): Failure {
  const locate = (operation: Operation): LocatedOperation => ({
    operation,
    line: lineOf(operation),
    text: model.describeOperation(operation),
  })
  const nearby = nearbyOperations(history.operations, failure, model)
  return {
    ...defined({ key: failure.key }),
    located: locate(failure.operation),
    longestPrefix: failure.longestPrefix.map(locate),
    otherPrefixes: failure.otherPrefixes.map((prefix) => prefix.map(locate)),
    state: failure.state,
    next: failure.next.map(({ operation, why }) => ({ ...locate(operation), why })),
    because: failure.because.endsWith('?') ? failure.because : `${failure.because}.`,
    ...(failure.core !== undefined && { core: failure.core.map(locate) }),
    ...(failure.mustHaveHappened.length > 0 && { mustHaveHappened: failure.mustHaveHappened.map(locate) }),
    ...(failure.suspicion !== undefined && { executedTwice: failure.suspicion.operations.map(locate) }),
    ...(failure.origin !== undefined && {
      origin: {
        kind: failure.origin.kind,
        value: failure.origin.value,
        operations: failure.origin.operations.slice(0, MAX_ORIGINS).map(locate),
      },
    }),
    ...defined({ hint: failure.hint }),
    nearby: { ...nearby, operations: nearby.operations.map(locate) },
  }
}
