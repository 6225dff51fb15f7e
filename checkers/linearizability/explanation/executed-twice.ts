import type { Operation } from '../../../src/record/operation.ts'
import type { Model } from '../../models/index.ts'
import type { Repetition } from '../../models/model.ts'
import { decide } from '../decide.ts'
import { isRequired, truncated, withUnknownOutcome } from '../search/prepare.ts'

/** What would explain a history that no order explains. */
export interface Suspicion {
  /** It would do if one of these, whichever, had been executed a second time; the latest first. */
  readonly operations: readonly Operation[]
  /** It would do as well if the operation that is not explained had been answered from an older state. */
  readonly orStale: boolean
}

/** How many completions after the one not explained are looked at as well, one horizon after the other. */
const horizons = [0, 5, 20, Infinity]
const MAX_CANDIDATES = 100
const MAX_SUSPECTS = 5
const STEPS_OF_ONE_ATTEMPT = 20_000
// operations handed to the checker plus steps it took, over all attempts
const AFFORDABLE = 600_000

/**
 * Which retried operations may have been executed twice: the double payment. Each is tried: the history with a
 * second, unseen execution of it must have an order. What explains more of what came later, such as balances
 * that stay wrong, is believed before what explains the one operation only. Undefined when no single repetition
 * helps, when it cannot be told in time, or when the model has none that matter.
 */
export function suspectRepetition(
  model: Model,
  operations: readonly Operation[],
  blocking: Operation,
): Suspicion | undefined {
  const { repetition } = model
  if (repetition === undefined) return undefined
  let left = AFFORDABLE
  const explains = (history: readonly Operation[]): boolean => {
    if (left < 0) return false
    const { verdict, steps } = decide(model, history, { maxSteps: STEPS_OF_ONE_ATTEMPT })
    left -= history.length + steps
    return verdict === 'ok'
  }
  let suspects = candidates(repetition, operations, blocking)
  let stale = model.isRead(blocking)
  let found: Suspicion | undefined
  for (const end of endsAfter(operations, blocking)) {
    const past = truncated(model, operations, end)
    stale &&= explains(past.map((one) => (one.id === blocking.id ? { ...one, invoked: -Infinity } : one)))
    suspects = suspects.filter((one) => explains([...past, secondExecution(one, operations)]))
    // what only the other explanation reaches was no repetition
    if (suspects.length === 0) return stale ? undefined : found
    found = { operations: suspects.slice(0, MAX_SUSPECTS), orStale: stale }
    if (left < 0) break
  }
  return found
}

/** What meets the operation that is not explained, the latest first: a retry comes soon. */
function candidates(
  { matters, parts }: Repetition,
  operations: readonly Operation[],
  blocking: Operation,
): Operation[] {
  const seen = new Set(parts(blocking))
  return operations
    .filter(
      (one) => one.invoked < blocking.returned && matters(one) && parts(one).some((part) => seen.has(part)),
    )
    .slice(-MAX_CANDIDATES)
    .reverse()
}

/** Event positions up to which the history is looked at. */
function endsAfter(operations: readonly Operation[], blocking: Operation): number[] {
  const ends = operations
    .filter((operation) => isRequired(operation) && operation.returned >= blocking.returned)
    .map(({ returned }) => returned)
    .sort((a, b) => a - b)
  const positions = horizons.map((count) => ends[Math.min(count, ends.length - 1)] ?? blocking.returned)
  return [...new Set(positions)]
}

/** The same call once more: nobody was told of it, and it may have come at any later time. */
function secondExecution(operation: Operation, operations: readonly Operation[]): Operation {
  const id = operations.reduce((most, other) => Math.max(most, other.id), 0) + 1
  return { ...withUnknownOutcome(operation), id }
}
