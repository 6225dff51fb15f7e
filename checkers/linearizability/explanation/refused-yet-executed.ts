import type { Operation } from '../../../src/record/operation.ts'
import type { Model } from '../../models/index.ts'
import { decide } from '../decide.ts'
import { truncated, withUnknownOutcome } from '../search/prepare.ts'

const MAX_CANDIDATES = 100
const MAX_SUSPECTS = 5
const STEPS_OF_ONE_ATTEMPT = 20_000
// operations handed to the checker plus steps it took, over all attempts
const AFFORDABLE = 300_000

/**
 * Operations whose clients were told that they had not been executed, of which one, had it taken effect after all, would
 * explain the history; the latest first, at most five. Without them a reader sees a value that nothing brought, and the
 * call that did bring it, and takes the verdict for a false alarm.
 *
 * Counterexample: a deposit of 18 is given up; asked what became of it, the server says "not executed" while the entry
 * is in its log and commits a moment later. The balance has the 18, and no order that keeps to what was said allows it.
 */
export function refusedYetExecuted(
  model: Model,
  operations: readonly Operation[],
  refused: readonly Operation[],
  blocking: Operation,
): readonly Operation[] {
  const past = truncated(model, operations, blocking.returned)
  const id = operations.reduce((most, one) => Math.max(most, one.id), blocking.id) + 1
  const candidates = refused
    .filter(
      (one) => one.key === blocking.key && one.invoked < blocking.returned && model.functions.includes(one.f),
    )
    .filter((one) => !model.isRead(one))
    .slice(-MAX_CANDIDATES)
    .reverse()
  const found: Operation[] = []
  let left = AFFORDABLE
  for (const one of candidates) {
    if (left < 0 || found.length >= MAX_SUSPECTS) break
    const history = [...past, { ...withUnknownOutcome(one), id }].sort((a, b) => a.invoked - b.invoked)
    const { verdict, steps } = decide(model, history, { maxSteps: STEPS_OF_ONE_ATTEMPT })
    left -= history.length + steps
    if (verdict === 'ok') found.push(one)
  }
  return found
}
