import type { SpentBudget } from './search-budget.ts'

/** What a search cost. */
export interface SearchCounters {
  /** Steps of the model, memoised ones included. */
  readonly steps: number
  /** Configurations remembered; none is ever forgotten during a search, so this is also the peak. */
  readonly configurations: number
  /** Linear memory in use at the end, which is also the peak. */
  readonly bytes: number
}

/** The longest linearizable prefixes found, at most five, none the beginning of another. */
export interface BlockingOperation {
  /** The operation none of them could linearize before it returned. */
  readonly operation: number
  readonly prefixes: readonly Int32Array[]
}

export type SearchResult =
  | {
      readonly verdict: 'ok'
      /** A linearization: every completed operation and the unknown ones that had to take effect, in order. */
      readonly order: Int32Array
      readonly counters: SearchCounters
    }
  | { readonly verdict: 'illegal'; readonly blocking: BlockingOperation; readonly counters: SearchCounters }
  | {
      readonly verdict: 'unknown'
      readonly spent: SpentBudget
      /** How far the search got; absent when it ended before its first configuration. */
      readonly blocking?: BlockingOperation
      readonly counters: SearchCounters
    }
