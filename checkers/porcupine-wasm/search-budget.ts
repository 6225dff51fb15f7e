/** What a search may use; when it runs out, the answer is `unknown`. */
export interface SearchBudget {
  /** Steps of the model, memoised ones included. Default: no limit. */
  readonly maxSteps?: number
  /** Linear memory in bytes, up to 2 GiB. Default 256 MiB. */
  readonly maxBytes?: number
  /** Whether the deadline has passed. */
  readonly expired?: () => boolean
  /** Steps between two calls of `expired`. Default 20,000 (well under a millisecond apart). */
  readonly pollEvery?: number
}

/** What a sweep may use. */
export interface SweepBudget extends SearchBudget {
  /**
   * Keep at most so many configurations, those with the fewest operations of unknown outcome used: quicker, but
   * it can only find linearizations, not that there are none. Default: all are kept.
   */
  readonly beam?: number
}

/** `beam`: configurations had been cut away before none was left. */
export type SpentBudget = 'steps' | 'memory' | 'deadline' | 'beam'

export const DEFAULT_MAX_BYTES = 256 * 1024 * 1024
export const MAX_BYTES = 2 * 1024 * 1024 * 1024
export const DEFAULT_POLL_EVERY = 20_000
