import type { Target } from './target.ts'

/**
 * Servers of several runs that can be asked at once: to reach them costs much, and hardly more for many than for one.
 * The runs take turns in one process; each goes on when its answer has come.
 */
export interface Gathering {
  /** Runs that may take turns. */
  readonly lanes: number
  /** Begins the next run of a lane, from 0, on a target of this gathering. */
  enter(target: Target, lane: number): Lane
  /** Asks what these lanes are to ask, and does not wait for the answers. */
  send(lanes: readonly Lane[]): void
  /** Waits for the answers to the oldest `send` that has not been waited for. */
  receive(): void
}

/** One of the runs that take turns. */
export interface Lane {
  /** The target of the run: its servers are asked, and answer later. */
  readonly target: Target
  /** Whether a server is to be asked, or has been, and has not taken its answer. */
  readonly isAsking: boolean
  /**
   * The server takes the answer that has come.
   * @throws ContractBreach when it is none.
   */
  take(): void
}
