import type { Entry } from './entry.ts'

/** RequestVote RPC (Figure 2): a candidate asks for a vote. */
export interface RequestVote {
  readonly type: 'request-vote'
  readonly term: number
  readonly lastLogIndex: number
  readonly lastLogTerm: number
}

/** The answer to RequestVote. */
export interface Vote {
  readonly type: 'vote'
  readonly term: number
  readonly granted: boolean
}

/** PreVote (thesis §9.6): whether the receiver would vote for the sender, were it to stand. No vote. */
export interface PreVote {
  readonly type: 'pre-vote'
  /** The term it would stand for. It has not begun: nobody enters it by hearing of it. */
  readonly term: number
  readonly lastLogIndex: number
  readonly lastLogTerm: number
}

/** The answer to PreVote. */
export interface PreVoteReply {
  readonly type: 'pre-vote-reply'
  /** When granted, the term asked about, which has not begun. When refused, the answering server's own. */
  readonly term: number
  readonly granted: boolean
}

/** AppendEntries RPC (Figure 2): one RPC both to append and, with no entries, as the heartbeat. */
export interface AppendEntries {
  readonly type: 'append'
  readonly term: number
  /** The entry just before the new ones; the receiver must hold it. */
  readonly prevIndex: number
  readonly prevTerm: number
  readonly entries: readonly Entry[]
  readonly commitIndex: number
}

/** The answer to AppendEntries. */
export interface AppendReply {
  readonly type: 'append-reply'
  readonly term: number
  readonly success: boolean
  /** On success: the last index known to match. On refusal: `prevIndex` of the request refused. */
  readonly index: number
  /** On refusal, the last index at which the follower's log can still match (fast backtracking, §5.3). */
  readonly hint: number
}

export type Message = RequestVote | Vote | PreVote | PreVoteReply | AppendEntries | AppendReply
