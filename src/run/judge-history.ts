import { checkLinearizability, linearizabilityViolation } from '../../checkers/linearizability/index.ts'
import { serviceModel } from '../../checkers/models/index.ts'
import type { HistoryEvent } from '../record/history-event.ts'
import { housekeeping, judgedEvents } from '../record/judged-history.ts'
import type { RunCounts } from '../record/run-record.ts'
import { didNotMatch } from '../record/unmatched.ts'
import type { Violation } from '../record/verdict.ts'

/** Most steps of the linearizability search before it gives up. */
const CHECKER_STEPS = 5_000_000
/** Failed operations that are kept to explain a breach. */
const MAX_FAILED = 10_000

/** How a history is judged. */
interface HistoryJudging {
  /** The step of the run at each event of the history. */
  stepAt(position: number): number
  /** Whether a breach is a failure; past any other, what clients saw of other objects is judged. */
  counts(violation: Violation): boolean
  /** Most steps of the search. */
  readonly maxSteps?: number
}

/** The breach in what clients saw, or undefined when there is none, or why it cannot be said. */
export function historyBreach(
  history: readonly HistoryEvent[],
  { stepAt, counts, maxSteps = CHECKER_STEPS }: HistoryJudging,
): Violation | undefined | string {
  // that an operator's call was answered proves nothing of what clients saw
  if (!history.some(({ type, f }) => type === 'ok' && !housekeeping.has(f)))
    return 'no operation succeeded: the run proves nothing'
  const timeAt = (position: number): number => Math.floor((history[position]?.time ?? 0) / 1000)
  const judged = judgedEvents(history, MAX_FAILED)
  const failed = judged.failed.map(({ operation }) => operation)
  let operations = judged.operations
  const operationAt = numberOfInvocations(history)
  const model = serviceModel(operations)
  for (;;) {
    const verdict = checkLinearizability(operations, model, { maxSteps, failed })
    if (verdict.valid === true) return undefined
    if (verdict.valid === 'unknown') return verdict.because
    const violation = linearizabilityViolation(verdict, { stepAt, timeAt, operationAt })
    if (counts(violation)) return violation
    // nothing explains this object any more; the others have orders of their own
    const { key } = verdict.failure
    const others = operations.filter((operation) => operation.key !== key)
    const isLast = key === undefined || others.length === operations.length
    if (isLast || !others.some(({ outcome }) => outcome.type === 'ok')) return undefined
    operations = others
  }
}

/** The number of an operation of the run by the position of its invocation: they are counted as they begin. */
function numberOfInvocations(history: readonly HistoryEvent[]): (position: number) => number {
  let numbers: readonly number[] | undefined
  return (position) => {
    let count = 0
    numbers ??= history.map(({ type }) => (type === 'invoke' ? count++ : count))
    return numbers[position] ?? count
  }
}

/** How many operations there were, and what became of them. */
export function outcomeCounts(
  history: readonly HistoryEvent[],
): Pick<RunCounts, 'operations' | 'ok' | 'failed' | 'unmatched' | 'unknown'> {
  let operations = 0
  let ok = 0
  let failed = 0
  let unmatched = 0
  for (const event of history) {
    const { type } = event
    if (type === 'invoke') operations++
    else if (type === 'ok') ok++
    else if (type === 'fail') failed++
    if (didNotMatch(event)) unmatched++
  }
  return { operations, ok, failed, unmatched, unknown: operations - ok - failed }
}
