import { originOf } from './register-history.ts'
import type { RegisterHistory } from './register-history.ts'

/** By operation: it took no effect that is known of; it did for certain, for it completed. */
export const UNSEEN = -2
const COMPLETED = -1

/**
 * The operations that took effect for certain: the completed ones and those of unknown outcome whose value one
 * of these saw; of the latter the operation that saw it is given. All others can be left out.
 */
export type Effects = Int32Array

export function effectsOf(history: RegisterHistory): Effects {
  const { operations, returned } = history
  const effects = new Int32Array(operations.length).fill(UNSEEN)
  const pending: number[] = []
  for (let operation = 0; operation < effects.length; operation++) {
    if (returned[operation] === Infinity) continue
    effects[operation] = COMPLETED
    pending.push(operation)
  }
  for (let operation = pending.pop(); operation !== undefined; operation = pending.pop()) {
    const source = originOf(history, operation)
    if (source < 0 || effects[source] !== UNSEEN) continue
    effects[source] = operation
    pending.push(source)
  }
  return effects
}
