import type { NodeId } from '../base/node-id.ts'
import type { Millis } from '../base/time.ts'
import type { Role } from './node-view.ts'

/**
 * A log that can be looked at in place, without a copy. Indexes count from 1; index 0 stands before the
 * first entry and has term 0. `changedFrom` is the lowest index whose entry was written or cut since
 * `markSeen()` was last called, or `Infinity`: it makes checks cost as much as the change, not as the log.
 */
export interface LiveLog {
  readonly firstIndex: number
  readonly lastIndex: number
  readonly changedFrom: number
  /** Term of the entry at `index`; 0 at index 0; -1 when there is none, or it was compacted away. */
  termAt(index: number): number
  /** A digest of the entry's command; the same for equal commands. 0 where there is no entry. */
  digestAt(index: number): number
  markSeen(): void
}

/** Who decides, as one server knows it (Raft paper §6). */
export interface MembershipView {
  readonly voters: readonly NodeId[]
  /** The voters before, while a majority of each must decide; otherwise empty. */
  readonly outgoing: readonly NodeId[]
  /** They get the log and decide nothing. */
  readonly learners: readonly NodeId[]
}

/** What a server shows for the reader of a trace: no invariant looks at it. */
export interface ShownState {
  readonly leader?: NodeId | null | undefined
  readonly snapshotIndex?: number | undefined
  readonly stateDigest?: string | undefined
  /** Only of a leader. */
  readonly nextIndex?: Readonly<Record<NodeId, number>> | undefined
  /** When each timer is due, by the server's own clock. */
  readonly timers?: Readonly<Record<string, Millis>> | undefined
}

/** The memory of one running server, looked at in place after each step (see {@link LiveLog}). */
export interface LiveState {
  readonly role: Role
  readonly currentTerm: number
  readonly votedFor: NodeId | null
  readonly commitIndex: number
  readonly lastApplied: number
  readonly log: LiveLog
  /** The leader's `matchIndex` for a peer, or -1 when it has none or does not say. */
  matchIndexOf?(peer: NodeId): number
  /** Absent: all servers are voters, for ever. */
  readonly membership?: MembershipView | undefined
  /** Digest of the state that `lastApplied` has led to. */
  readonly stateDigest?: string | undefined
  readonly shown?: ShownState
}
