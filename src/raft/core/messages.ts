import type { Json } from '../../base/json.ts'
import type { Entry } from './entry.ts'
import type { Membership } from './membership.ts'

// Types, not interfaces: only they are JSON values to the compiler, which no cast can then hide a mistake from.

/** RequestVote RPC (Figure 2): a candidate asks for a vote. */
export type RequestVote = {
  readonly type: 'request-vote'
  readonly term: number
  readonly lastLogIndex: number
  readonly lastLogTerm: number
  /** The leader itself asked the candidate to stand: nobody refuses for that leader's sake (thesis §4.2.3). */
  readonly transfer?: true
}

/** The answer to RequestVote. */
export type Vote = {
  readonly type: 'vote'
  readonly term: number
  readonly granted: boolean
}

/** PreVote (thesis §9.6): whether the receiver would vote for the sender, were it to stand. No vote. */
export type PreVote = {
  readonly type: 'pre-vote'
  /** The term it would stand for. It has not begun: nobody enters it by hearing of it. */
  readonly term: number
  readonly lastLogIndex: number
  readonly lastLogTerm: number
}

/** The answer to PreVote. */
export type PreVoteReply = {
  readonly type: 'pre-vote-reply'
  /** When granted, the term asked about, which has not begun. When refused, the answering server's own. */
  readonly term: number
  readonly granted: boolean
}

/** AppendEntries RPC (Figure 2): one RPC both to append and, with no entries, as the heartbeat. */
export type AppendEntries = {
  readonly type: 'append'
  readonly term: number
  /** The entry just before the new ones; the receiver must hold it. */
  readonly prevIndex: number
  readonly prevTerm: number
  readonly entries: readonly Entry[]
  readonly commitIndex: number
  /** Which round of heartbeats it belongs to: the answer tells since when the leader was heard (thesis §6.4). */
  readonly round: number
}

/** The answer to AppendEntries. */
export type AppendReply = {
  readonly type: 'append-reply'
  readonly term: number
  readonly success: boolean
  /** On success: the last index known to match. On refusal: `prevIndex` of the request refused. */
  readonly index: number
  /** On refusal, the last index at which the follower's log can still match (fast backtracking, §5.3). */
  readonly hint: number
  /** The round of the request. */
  readonly round: number
}

/** InstallSnapshot RPC (§7, Figure 13): one chunk of the leader's snapshot. */
export type InstallSnapshot = {
  readonly type: 'install-snapshot'
  readonly term: number
  /** The last entry that the snapshot replaces. */
  readonly index: number
  readonly lastTerm: number
  readonly membership: Membership
  /** Where the chunk stands in the image, in characters. */
  readonly offset: number
  readonly data: string
  readonly done: boolean
  readonly round: number
}

/** The answer to InstallSnapshot. */
export type SnapshotReply = {
  readonly type: 'snapshot-reply'
  readonly term: number
  readonly index: number
  /** Where the chunk stood that this answers. */
  readonly chunk: number
  /** How much of the image the follower has: the chunk it wants next. */
  readonly offset: number
  /** The follower holds everything up to `index`. */
  readonly installed: boolean
  readonly round: number
}

/** TimeoutNow (thesis §3.10): the leader asks a follower that has its whole log to stand at once. */
export type TimeoutNow = {
  readonly type: 'timeout-now'
  readonly term: number
}

/** A follower hands a client's command on to the leader. */
export type Forward = {
  readonly type: 'forward'
  readonly term: number
  readonly id: number
  readonly command: Json
}

/** Where a forwarded command stands in the log; index 0: it was not taken. */
export type ForwardReply = {
  readonly type: 'forward-reply'
  readonly term: number
  readonly id: number
  readonly index: number
}

/** A follower asks how far it must have applied to answer a read (thesis §6.4). */
export type ReadIndex = {
  readonly type: 'read-index'
  readonly term: number
  readonly id: number
}

/** The answer to ReadIndex; index -1: ask somebody else. */
export type ReadIndexReply = {
  readonly type: 'read-index-reply'
  readonly term: number
  readonly id: number
  readonly index: number
}

export type Message =
  | RequestVote
  | Vote
  | PreVote
  | PreVoteReply
  | AppendEntries
  | AppendReply
  | InstallSnapshot
  | SnapshotReply
  | TimeoutNow
  | Forward
  | ForwardReply
  | ReadIndex
  | ReadIndexReply
