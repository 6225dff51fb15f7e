import type { NodeId } from '../base/node-id.ts'
import type { Millis } from '../base/time.ts'

/** How a server is set up. Every field is swept by the scenarios: settings mask bugs as well as faults do. */
export interface RaftConfig {
  readonly id: NodeId
  /** All members, this server included. */
  readonly members: readonly NodeId[]
  /** The election timeout is drawn anew from this range, both ends inclusive (§5.2). Default 150 to 300. */
  readonly electionTimeoutMin: Millis
  readonly electionTimeoutMax: Millis
  /** Default 50. */
  readonly heartbeatInterval: Millis
  /** Most entries in one AppendEntries. Default 64; 1 sends entries one by one as the notes do. */
  readonly batch: number
  /** Whether a new leader appends a no-op at once, so that it learns what is committed (§8). Default true. */
  readonly noop: boolean
  /** Whether entries are sent before the answer to the previous ones is back (thesis §10.2.1). Default true. */
  readonly pipeline: boolean
  /** After a refusal: `one` decrements nextIndex by one (Figure 2), `fast` uses the follower's hint. */
  readonly backtrack: 'one' | 'fast'
  /**
   * `stepwise` sends entries as the notes do: one at a time, the next only after the last message was
   * accepted; `batch`, `pipeline` and `backtrack` then mean nothing. Default `eager`: as those three say.
   */
  readonly replication: 'eager' | 'stepwise'
  /** Whether a server asks if it would be elected before it begins a new term (thesis §9.6). Default false. */
  readonly preVote: boolean
  /** Whether a leader that hears no majority for an election timeout steps down (thesis §6.2). Default false. */
  readonly checkQuorum: boolean
}

export const defaultConfig: Omit<RaftConfig, 'id' | 'members'> = {
  electionTimeoutMin: 150,
  electionTimeoutMax: 300,
  heartbeatInterval: 50,
  batch: 64,
  noop: true,
  pipeline: true,
  backtrack: 'fast',
  replication: 'eager',
  preVote: false,
  checkQuorum: false,
}
