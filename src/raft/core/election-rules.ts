import type { NodeId } from '../../base/node-id.ts'
import type { Message, Vote } from './messages.ts'

/** The end of a log: what elections compare. */
export interface LogEnd {
  readonly lastIndex: number
  readonly lastTerm: number
}

/** The part of a server's state that must survive a crash beside its log (Figure 2, "Persistent state"). */
export type HardState = {
  readonly currentTerm: number
  readonly votedFor: NodeId | null
}

type Role = 'follower' | 'candidate' | 'leader'

/** What Raft decides in elections beside who is given a vote: terms, candidacies, and the count of votes. */
export interface ElectionRules {
  /** The term in which a server stands for leader (§5.2). */
  candidacyTerm(currentTerm: number, role: Role): number
  /** Where a candidate says that its log ends (Figure 2, RequestVote arguments). */
  claimedEnd(log: LogEnd, currentTerm: number, commitIndex: number): LogEnd
  /** Whether a newer term in a message of this type takes a server of this role over into it (§5.1). */
  heedsNewerTerm(type: Message['type'], role: Role): boolean
  /** Whether a server that becomes follower in `term` is free again to vote for anybody (§5.2). */
  freesVote(term: number, currentTerm: number, role: Role): boolean
  /** The votes with which the count of a new candidacy begins, given those of the one before (§5.2). */
  votesToBeginWith(before: readonly NodeId[]): readonly NodeId[]
  /** Whether an answer is a vote for the present candidacy (§5.2). */
  isVoteFor(answer: Vote, currentTerm: number): boolean
  /** The votes of a candidacy with another one: each server is counted once (§5.2). */
  countVote(votes: readonly NodeId[], voter: NodeId, candidate: NodeId): readonly NodeId[]
  /** The state a server goes on from, of that on its disk (Figure 2, "Persistent state"). */
  restoredState(stored: HardState, lastTerm: number): HardState
}

export const electionRules: ElectionRules = {
  candidacyTerm: (currentTerm) => currentTerm + 1,

  claimedEnd: ({ lastIndex, lastTerm }) => ({ lastIndex, lastTerm }),

  heedsNewerTerm: () => true,

  // Stepping down within a term frees nothing: the vote was given, to itself perhaps.
  freesVote: (term, currentTerm) => term > currentTerm,

  votesToBeginWith: () => [],

  isVoteFor: ({ granted, term }, currentTerm) => granted && term === currentTerm,

  countVote: (votes, voter) => (votes.includes(voter) ? votes : [...votes, voter]),

  restoredState: (stored) => stored,
}
