import type { Message } from './messages.ts'

/** What a leader knows of a follower's log. */
export interface MatchState {
  readonly nextIndex: number
  readonly matchIndex: number
}

/** What Raft decides of the copies of a log beside how entries are brought into it. */
export interface ReplicationRules {
  /** Whether an AppendEntries or a snapshot of this term comes from a leader that the server follows (§5.1, §5.2). */
  followsLeaderOf(term: number, currentTerm: number): boolean
  /** Whether an answer belongs to the server's present term (§5.1). */
  answersThisTerm(answerTerm: number, currentTerm: number, type: Message['type']): boolean
  /**
   * Up to which index a follower says that its log is the leader's, after it accepted entries up to `lastNewIndex`
   * (§5.3); its log ends at `lastIndex`.
   */
  acknowledgedIndex(lastNewIndex: number, lastIndex: number): number
  /** What a new leader whose log ends at `lastIndex` takes each follower to have (Figure 2, "Volatile state on leaders"). */
  firstMatchState(lastIndex: number): MatchState
  /** The leader's matchIndex for a follower that acknowledged entries up to an index (Figure 2, Leaders). */
  matchAfter(known: MatchState, acknowledged: number, lastIndex: number): number
  /** The last entry that a leader keeps when it steps down: the others may have what is not committed (§5.3). */
  keptAtStepDown(lastIndex: number, commitIndex: number): number
}

export const replicationRules: ReplicationRules = {
  followsLeaderOf: (term, currentTerm) => term >= currentTerm,

  answersThisTerm: (answerTerm, currentTerm) => answerTerm === currentTerm,

  // What stands behind the new entries may be of a leader that was deposed.
  acknowledgedIndex: (lastNewIndex) => lastNewIndex,

  firstMatchState: (lastIndex) => ({ nextIndex: lastIndex + 1, matchIndex: 0 }),

  matchAfter: ({ matchIndex }, acknowledged) => Math.max(matchIndex, acknowledged),

  keptAtStepDown: (lastIndex) => lastIndex,
}
