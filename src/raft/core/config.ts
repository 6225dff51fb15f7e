import type { NodeId } from '../../base/node-id.ts'
import type { Millis } from '../../base/time.ts'

/** How a server is set up. Every field is swept by the scenarios: settings mask bugs as well as faults do. */
export interface RaftConfig {
  readonly id: NodeId
  /**
   * The voters with which the cluster began, the same for all its servers. What the log says of members goes
   * before it. Empty for a server that waits to be added.
   */
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
  /** Most messages with entries that may be on their way to one follower, with `pipeline`. Default 64. */
  readonly inflight: number
  /** After a refusal: `one` decrements nextIndex by one (Figure 2), `fast` uses the follower's hint. */
  readonly backtrack: 'one' | 'fast'
  /**
   * `stepwise` sends entries as the notes do: one at a time, the next only after the last message was
   * accepted; `batch`, `pipeline` and `backtrack` then mean nothing. Default `eager`: as those three say.
   */
  readonly replication: 'eager' | 'stepwise'
  /** Whether a server asks if it would be elected before it begins a new term (thesis §9.6). Default false. */
  readonly preVote: boolean
  /**
   * Whether a leader that hears no majority for an election timeout steps down (thesis §6.2), and servers
   * that hear a leader leave requests for votes unanswered (§6, thesis §4.2.3). Default false.
   */
  readonly checkQuorum: boolean
  /**
   * How reads are answered: as entries of the log; without one, once a majority has confirmed the leader
   * (`read-index`, thesis §6.4); or at once while a majority has promised to elect nobody else (`lease`, thesis
   * §6.4.1, which needs `checkQuorum`). Default `log`.
   */
  readonly reads: 'log' | 'read-index' | 'lease'
  /** With leases: by how much the clock of a server may run fast or slow, in parts per million. Default 100,000. */
  readonly maxClockDrift: number
  /** A snapshot is taken after so many applied entries, and the log compacted (§7). Default 0: never. */
  readonly snapshotEvery: number
  /** Entries kept behind a snapshot, so that a follower that lags a little needs none. Default 64. */
  readonly trailing: number
  /** Most characters of a snapshot in one message. Default 65,536. */
  readonly snapshotChunk: number
  /** Most entries of its term that a leader takes before they are committed. Default 0: no bound. */
  readonly maxUncommitted: number
  /** Whether a follower hands commands on to the leader, instead of refusing them. Default false. */
  readonly forward: boolean
  /** Whether voters change one at a time (thesis §4.1) or any of them at once (joint consensus, §6). Default `joint`. */
  readonly membershipChange: 'single' | 'joint'
}

export const defaultConfig: Omit<RaftConfig, 'id' | 'members'> = {
  electionTimeoutMin: 150,
  electionTimeoutMax: 300,
  heartbeatInterval: 50,
  batch: 64,
  noop: true,
  pipeline: true,
  inflight: 64,
  backtrack: 'fast',
  replication: 'eager',
  preVote: false,
  checkQuorum: false,
  reads: 'log',
  maxClockDrift: 100_000,
  snapshotEvery: 0,
  trailing: 64,
  snapshotChunk: 65_536,
  maxUncommitted: 0,
  forward: false,
  membershipChange: 'joint',
}
