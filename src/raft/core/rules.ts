import type { NodeId } from '../../base/node-id.ts'
import type { Millis } from '../../base/time.ts'
import { commitRules, type CommitRules } from './commit-rules.ts'
import { electionRules, type ElectionRules, type HardState, type LogEnd } from './election-rules.ts'
import type { Entry } from './entry.ts'
import { leadershipRules, type LeadershipRules } from './leadership-rules.ts'
import type { RaftLog } from './log.ts'
import { membershipRules, type MembershipRules } from './membership-rules.ts'
import type { Message } from './messages.ts'
import { readRules, type ReadRules } from './read-rules.ts'
import { replicationRules, type ReplicationRules } from './replication-rules.ts'
import { snapshotRules, type SnapshotRules } from './snapshot-rules.ts'

/** What to do with the entries of an AppendEntries. */
export interface Reconciliation {
  /** Cut the log from this index on; 0 cuts nothing. */
  readonly cutFrom: number
  /** Position in `entries` of the first one to append. */
  readonly appendFrom: number
}

/**
 * The decisions Raft's safety rests on, each a pure function under its own name.
 * The core calls them and decides nothing of the kind itself; a planted bug replaces one of them.
 */
export interface Rules
  extends
    ElectionRules,
    ReplicationRules,
    CommitRules,
    SnapshotRules,
    MembershipRules,
    LeadershipRules,
    ReadRules {
  /** Votes needed among `members` (§5.2), and answers (§8; thesis §6.2, §6.4). */
  quorum(members: number): number
  /**
   * Whether the candidate's log is at least as up to date as the voter's own (§5.4.1), whatever of it the voter
   * knows to be committed.
   */
  candidateUpToDate(own: LogEnd, candidate: LogEnd, commitIndex: number): boolean
  /** Whether the vote of this term is still free for the candidate (§5.2). */
  mayVoteFor(votedFor: NodeId | null, candidate: NodeId): boolean
  /** What of the state of a server is put on its disk (Figure 2). */
  stateToStore(state: HardState, server: NodeId): HardState
  /** Whether a message must not leave before everything it depends on is durable (Figure 2, thesis §10.2.1). */
  waitsForDisk(type: Message['type']): boolean
  /** Whether the log holds the entry that the new ones follow, which may be none: a heartbeat (consistency check, §5.3). */
  previousMatches(log: RaftLog, prevIndex: number, prevTerm: number, isHeartbeat: boolean): boolean
  /**
   * Whether the leader goes back for the refusal of an append behind `refused`: not where it is late, and of something older
   * than what is known to match, or than the present question (§5.3; Figure 2, Leaders).
   */
  goesBackFor(refused: number, matchIndex: number, nextIndex: number): boolean
  /** How the entries sent, which follow `prevIndex`, are brought into the log (AppendEntries receiver 3 and 4, Figure 2). */
  reconcile(log: RaftLog, entries: readonly Entry[], prevIndex: number): Reconciliation
  /** The follower's commit index after an accepted AppendEntries (receiver 5, Figure 2); its log ends at `lastIndex`. */
  followerCommit(commitIndex: number, leaderCommit: number, lastNewIndex: number, lastIndex: number): number
  /**
   * The leader's commit index (§5.3, §5.4.2).
   * `majorityIndex` is the highest index that a majority, the leader included, holds durably.
   */
  leaderCommit(log: RaftLog, commitIndex: number, majorityIndex: number, currentTerm: number): number
  /** Up to which index committed entries are handed to the state machine (§5.3). */
  applyThrough(commitIndex: number, lastIndex: number): number
  /** Which commands the leader may answer from its own state, at once and without a majority (§8). */
  answersLocally(command: 'read' | 'write'): boolean
  /** The latest that an election timeout, drawn anew each time, may be (§5.2). */
  latestElectionTimeout(electionTimeoutMin: Millis, electionTimeoutMax: Millis): Millis
  /** Whether a server that knows of this leader takes it to be at work, and refuses a pre-vote (thesis §9.6). */
  hearsLeader(leader: NodeId | null, candidate: NodeId): boolean
  /**
   * Whether a server leaves a request for its vote unanswered, having heard a leader that long ago by its own
   * clock (§6, thesis §4.2.3): what leases rest on.
   */
  disregardsVotes(sinceHeard: Millis, electionTimeoutMin: Millis): boolean
  /** Whether a leader that heard from so many servers, itself included, goes on leading (thesis §6.2). */
  keepsLeading(heard: number, quorum: number): boolean
  /** Whether reads may be answered: the leader knows all that was committed before its term (§8, thesis §6.4). */
  knowsCommitted(commitTerm: number, currentTerm: number): boolean
  /** Whether the round that a majority has answered began after the read came (thesis §6.4). */
  confirmsRead(confirmed: number, needed: number): boolean
  /**
   * Until when a majority elects nobody else, by the leader's clock (thesis §6.4.1); `answered` is when it had answered
   * the round.
   */
  leaseEnd(roundBegan: Millis, electionTimeoutMin: Millis, maxClockDrift: number, answered: Millis): Millis
  /** Whether a leader that asked another to stand gives up its lease (thesis §6.4.1). */
  handingOverEndsLease(): boolean
  /**
   * Whether the leader may change the members: only after it has committed an entry of its own term (Ongaro
   * 2015), and one change at a time (thesis §4.1).
   */
  mayReconfigure(state: MembershipState): boolean
  /** Whether the two majorities may be left for the new one: the joint membership is committed (§6). */
  mayLeaveJoint(state: MembershipState): boolean
}

/** What decides whether the members may change. */
export interface MembershipState {
  readonly commitIndex: number
  /** Term of the entry at the commit index. */
  readonly commitTerm: number
  readonly currentTerm: number
  /** Index of the latest membership in the log. */
  readonly membershipIndex: number
}

export const rules: Rules = {
  ...electionRules,
  ...replicationRules,
  ...commitRules,
  ...snapshotRules,
  ...membershipRules,
  ...leadershipRules,
  ...readRules,

  quorum: (members) => Math.floor(members / 2) + 1,

  candidateUpToDate: (own, candidate) =>
    candidate.lastTerm > own.lastTerm ||
    (candidate.lastTerm === own.lastTerm && candidate.lastIndex >= own.lastIndex),

  mayVoteFor: (votedFor, candidate) => votedFor === null || votedFor === candidate,

  stateToStore: (state) => state,

  // A leader may send entries while its own disk still writes them: it counts itself only once they are durable.
  waitsForDisk: (type) => type !== 'append' && type !== 'install-snapshot',

  previousMatches: (log, prevIndex, prevTerm) => log.termAt(prevIndex) === prevTerm,

  goesBackFor: (refused, matchIndex, nextIndex) => refused > matchIndex && refused < nextIndex,

  reconcile(log, entries) {
    for (const [i, entry] of entries.entries()) {
      if (entry.index < log.firstIndex) continue // compacted away, so committed, so equal
      const term = log.termAt(entry.index)
      if (term === -1) return { cutFrom: 0, appendFrom: i }
      // Only a conflict cuts: an old, short message must not remove what later ones brought.
      if (term !== entry.term) return { cutFrom: entry.index, appendFrom: i }
    }
    return { cutFrom: 0, appendFrom: entries.length }
  },

  followerCommit: (commitIndex, leaderCommit, lastNewIndex) =>
    Math.max(commitIndex, Math.min(leaderCommit, lastNewIndex)),

  // Entries of earlier terms become committed only by way of a later one of the leader's own (Figure 8).
  leaderCommit: (log, commitIndex, majorityIndex, currentTerm) =>
    majorityIndex > commitIndex && log.termAt(majorityIndex) === currentTerm ? majorityIndex : commitIndex,

  applyThrough: (commitIndex) => commitIndex,

  answersLocally: () => false,

  latestElectionTimeout: (_, electionTimeoutMax) => electionTimeoutMax,

  // A leader that asks for a pre-vote leads no more, and nobody else need be waited for (hashicorp/raft#605).
  hearsLeader: (leader, candidate) => leader !== null && leader !== candidate,

  // Both are whole milliseconds, cut off: a difference of the timeout may be a little less than that.
  disregardsVotes: (sinceHeard, electionTimeoutMin) => sinceHeard <= electionTimeoutMin,

  keepsLeading: (heard, quorum) => heard >= quorum,

  knowsCommitted: (commitTerm, currentTerm) => commitTerm === currentTerm,

  confirmsRead: (confirmed, needed) => confirmed >= needed,

  // Its own clock may be slow and that of a voter fast: the promise ends, in the leader's time, that much sooner.
  leaseEnd: (roundBegan, electionTimeoutMin, maxClockDrift) =>
    roundBegan + Math.floor((electionTimeoutMin * (1_000_000 - maxClockDrift)) / (1_000_000 + maxClockDrift)),

  handingOverEndsLease: () => true,

  mayReconfigure: ({ commitIndex, commitTerm, currentTerm, membershipIndex }) =>
    commitTerm === currentTerm && membershipIndex <= commitIndex,

  mayLeaveJoint: ({ commitIndex, membershipIndex }) => membershipIndex <= commitIndex,
}
