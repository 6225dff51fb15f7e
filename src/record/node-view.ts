import type { NodeId } from '../base/node-id.ts'
import type { Millis } from '../base/time.ts'

export type Role = 'follower' | 'candidate' | 'leader'

/** A log entry as an observer sees it: where it stands, and a digest that tells its command from another. */
export interface EntryView {
  readonly index: number
  readonly term: number
  readonly digest: string
}

/** What a subject shows of its memory, in the Raft paper's words (Figure 2). */
export interface NodeView {
  readonly role: Role
  readonly currentTerm: number
  readonly votedFor: NodeId | null
  /** The entries from `firstIndex` on, in order, without holes. */
  readonly log: readonly EntryView[]
  /** Index of the first entry still in the log; 1 until something is compacted. */
  readonly firstIndex: number
  readonly commitIndex: number
  readonly lastApplied: number
  /** Whose majority decides, as this server knows it; while two sets decide, the new one. Default: all servers. */
  readonly members?: readonly NodeId[]
  /** Whom it takes for the leader. */
  readonly leader?: NodeId | null
  /** The last entry that its snapshot covers. With both, the log is known to end there when it is empty. */
  readonly snapshotIndex?: number
  readonly snapshotTerm?: number
  /** Only of a leader: up to where each peer is known to have its log (Figure 2). */
  readonly matchIndex?: Readonly<Record<NodeId, number>>
  /** Only of a leader: the index of the next entry to send to each peer (Figure 2). Shown, not checked. */
  readonly nextIndex?: Readonly<Record<NodeId, number>>
  /**
   * When each timer that runs is due, in milliseconds of this server's clock (`clock.now()`), by name: `electionTimer`,
   * `heartbeatTimer`. Shown, not checked.
   */
  readonly timers?: Readonly<Record<string, Millis>>
  /** Digest of the applied state: the same for all servers with the same `lastApplied`. */
  readonly stateDigest?: string
}
