import type { Millis } from '../../base/time.ts'
import type { BackoffOptions } from './backoff.ts'

/** How one call is made. */
export interface CallOptions {
  /** Ends the call; a call that was sent by then has an unknown outcome, unless it only reads. */
  readonly signal?: AbortSignal
  /** Time for the whole call, tries and pauses together. Default: the client's `timeout`. */
  readonly timeout?: Millis
}

export interface RetryOptions extends BackoffOptions {
  /** Most tries of a call. Default: as many as fit into its time. */
  readonly attempts?: number
  /** Longest time for one try, after which another server is asked. Default 6000: longer than servers wait. */
  readonly attemptTimeout?: Millis
}
