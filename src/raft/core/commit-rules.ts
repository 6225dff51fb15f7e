/** What Raft decides of commits and of the state machine beside how far commitIndex moves. */
export interface CommitRules {
  /** Copies needed among `voters` before an entry is committed (§5.3). */
  copiesNeeded(voters: number): number
  /** Up to which index the leader counts its own copy: what its own disk has (thesis §10.2.1). */
  ownCopyUpTo(durableIndex: number, lastIndex: number): number
  /** The entry to be applied next: they are applied in the order of the log, none is left out (§5.3). */
  nextToApply(lastApplied: number, commitIndex: number): number
  /** The commit index of a server that starts: all that it is sure of is in its snapshot (Figure 2, "Volatile state"). */
  commitIndexAtStart(snapshotIndex: number, lastIndex: number): number
  /** Whether the entry just applied is the one that the request at its index waits for, by their terms (§5.3). */
  isAwaited(awaitedTerm: number, appliedTerm: number): boolean
}

export const commitRules: CommitRules = {
  copiesNeeded: (voters) => Math.floor(voters / 2) + 1,

  ownCopyUpTo: (durableIndex) => durableIndex,

  nextToApply: (lastApplied) => lastApplied + 1,

  commitIndexAtStart: (snapshotIndex) => snapshotIndex,

  isAwaited: (awaitedTerm, appliedTerm) => awaitedTerm === appliedTerm,
}
