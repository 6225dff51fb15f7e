import { checkLinearizability } from '../../checkers/linearizability/index.ts'
import type { LinearizabilityFailure } from '../../checkers/linearizability/index.ts'
import type { Model } from '../../checkers/models/index.ts'
import type { Operation } from '../history/operation.ts'
import type { PairedHistory } from '../history/pairing.ts'
import { nearbyOperations } from './check-nearby.ts'
import type { Failure, FileVerdict, LocatedOperation } from './check-verdict.ts'

/** Checks operations for linearizability, as the answer about a file. `timeout` in milliseconds. */
export function checkModel(history: PairedHistory, model: Model, timeout: number): Omit<FileVerdict, 'file'> {
  const started = performance.now()
  const verdict = checkLinearizability(history.operations, model, {
    // the user's limit is time, so steps have none
    maxSteps: Number.MAX_SAFE_INTEGER,
    expired: () => performance.now() - started > timeout,
  })
  const { valid, operations, partitions } = verdict
  const counted = {
    valid,
    model: model.name,
    operations,
    partitions,
    millis: Math.round(performance.now() - started),
  }
  if (verdict.valid === 'unknown') {
    const { because, spent } = verdict
    const wanting = spent.includes('deadline') ? 'time' : spent.length > 0 ? 'memory' : undefined
    return { ...counted, because, ...(wanting !== undefined && { wanting }) }
  }
  return verdict.valid ? counted : { ...counted, failure: failureOf(verdict.failure, model, history) }
}

function failureOf(failure: LinearizabilityFailure, model: Model, history: PairedHistory): Failure {
  const locate = (operation: Operation): LocatedOperation => ({
    operation,
    line: history.places.invokedLine(operation.id),
    text: model.describeOperation(operation),
  })
  const nearby = nearbyOperations(history.operations, failure, model)
  return {
    ...(failure.key !== undefined && { key: failure.key }),
    located: locate(failure.operation),
    longestPrefix: failure.longestPrefix.map(locate),
    otherPrefixes: failure.otherPrefixes.map((prefix) => prefix.map(locate)),
    state: failure.state,
    next: failure.next.map(({ operation, why }) => ({ ...locate(operation), why })),
    because: `${failure.because}.`,
    ...(failure.core !== undefined && { core: failure.core.map(locate) }),
    ...(failure.mustHaveHappened.length > 0 && { mustHaveHappened: failure.mustHaveHappened.map(locate) }),
    ...(failure.suspicion !== undefined && { executedTwice: failure.suspicion.operations.map(locate) }),
    nearby: { ...nearby, operations: nearby.operations.map(locate) },
  }
}
