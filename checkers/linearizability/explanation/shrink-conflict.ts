import type { Operation } from '../../../src/record/operation.ts'
import type { Model } from '../../models/index.ts'
import { isRequired, withoutUnseen, withUnknownOutcome } from '../search/prepare.ts'

/** How a conflict is told, and how long to go on. */
export interface Shrinking {
  /** Whether the history is known not to be linearizable. */
  readonly isIllegal: (history: readonly Operation[]) => boolean
  readonly isAffordable: () => boolean
}

/**
 * Leaves out completed operations, half of them at first, for as long as what is left is illegal: in the end
 * forgetting the result of any one makes the rest legal. Undefined when that costs too much.
 */
export function shrinkConflict(
  model: Model,
  conflict: readonly Operation[],
  { isIllegal, isAffordable }: Shrinking,
): readonly Operation[] | undefined {
  let core = conflict.filter(isRequired)
  for (let size = Math.ceil(core.length / 2); size >= 1; size = Math.floor(size / 2)) {
    let removed: boolean
    do {
      removed = false
      // from the end: what came late is least likely to be what made the history impossible
      for (let start = core.length - size; start > -size; start -= size) {
        if (!isAffordable()) return undefined
        const from = Math.max(0, start)
        const rest = core.filter((_, index) => index < from || index >= start + size)
        if (rest.length === core.length || !isIllegal(withResultsOf(model, conflict, rest))) continue
        core = rest
        removed = true
      }
      if (!isAffordable()) return undefined
    } while (removed && size === 1)
  }
  return core
}

/**
 * The operations with nothing known of the results of those not required. A read whose result is forgotten is
 * gone; a change becomes one of unknown outcome, because what others saw of it must stay explicable.
 */
export function withResultsOf(
  model: Model,
  operations: readonly Operation[],
  required: readonly Operation[],
): Operation[] {
  const kept = new Set(required)
  const history: Operation[] = []
  for (const operation of operations) {
    if (!isRequired(operation) || kept.has(operation)) history.push(operation)
    else if (!model.isRead(operation)) history.push(withUnknownOutcome(operation))
  }
  return withoutUnseen(model, history)
}
