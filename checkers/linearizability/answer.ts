import type { Operation } from '../../src/record/operation.ts'
import type { SpentBudget } from '../porcupine-wasm/index.ts'

/** Where a history stops being linearizable. */
export interface PointOfViolation {
  /** The operation at whose return no order was left that explains what had returned by then. */
  readonly blocking: Operation
  /** Orders that explain everything returned before that; at least one, at most five. */
  readonly prefixes: readonly (readonly Operation[])[]
}

/** What a search, whichever, says about one object. */
export type Answer =
  | { readonly verdict: 'ok'; readonly order: readonly Operation[]; readonly steps: number }
  | {
      readonly verdict: 'illegal'
      /** Where it stops being linearizable, sought when it is asked for; undefined when that cannot be told. */
      point(): PointOfViolation | undefined
      /** Operations that by themselves cannot be linearized, where the search gives them. */
      readonly conflict?: readonly Operation[]
      readonly steps: number
    }
  | {
      readonly verdict: 'unknown'
      readonly spent: SpentBudget
      /** How many completed operations the longest prefix found explains. */
      readonly explained: number
      readonly steps: number
    }
