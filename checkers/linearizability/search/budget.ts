import type { Operation } from '../../../src/record/operation.ts'
import type { SearchBudget } from '../../porcupine-wasm/index.ts'

/**
 * What the check of one history may use. Steps are shared by its objects; memory is for one at a time.
 * Without a deadline the verdict depends on the history alone.
 */
export interface CheckBudget extends SearchBudget {
  /** Default 200,000,000, some ten seconds. */
  readonly maxSteps?: number
}

/** What helps to explain a failure, beside the operations. */
export interface CheckOptions extends CheckBudget {
  /**
   * Operations that are recorded as failed and not among those that are checked, with ids of their own: a value that only
   * they brought is told from one that nobody did. Default: none.
   */
  readonly failed?: readonly Operation[]
  /** The line of the history that an operation was called on, for messages. Default: messages name processes. */
  readonly lineOf?: (operation: Operation) => number
}

const DEFAULT_MAX_STEPS = 200_000_000

/** The search budget left after some steps were spent. */
export function leftOf(
  budget: CheckBudget,
  spentSteps: number,
): SearchBudget & { readonly maxSteps: number } {
  return { ...budget, maxSteps: Math.max(0, (budget.maxSteps ?? DEFAULT_MAX_STEPS) - spentSteps) }
}
