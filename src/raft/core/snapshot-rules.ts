import type { RaftLog } from './log.ts'
import type { InstallSnapshot } from './messages.ts'
import type { Membership } from './membership.ts'
import type { Memberships } from './memberships.ts'
import type { IncomingSnapshot, LogBase } from './snapshot.ts'

/** What compaction rests on: that a snapshot says what the entries said which it replaces (§7). */
export interface SnapshotRules {
  /** The last entry that a snapshot taken now replaces: the last one that the state machine has applied. */
  snapshotThrough(lastApplied: number, lastIndex: number): number
  /** The term of a snapshot: that of the last entry which it replaces. */
  snapshotTerm(log: RaftLog, index: number, currentTerm: number): number
  /** The members that a snapshot names: those in force at the last entry which it replaces. */
  snapshotMembership(memberships: Memberships, index: number): Membership
  /** Up to which entry the log is dropped, for a snapshot that ends with `snapshotIndex`. */
  compactThrough(snapshotIndex: number, lastApplied: number, trailing: number): number
  /** Whether a follower takes the snapshot that it is sent: only where that reaches beyond what it has committed. */
  installsSnapshot(index: number, commitIndex: number): boolean
  /** Whether a chunk goes on with the snapshot that is coming in: it is the same one, of the same leader. */
  continuesSnapshot(incoming: IncomingSnapshot, chunk: InstallSnapshot): boolean
  /** Whether the entries behind a snapshot stay: the log holds the very entry with which it ends. */
  keepsBehind(log: RaftLog, snapshot: LogBase): boolean
  /** Up to which entry a server has applied the log once it has installed a snapshot. */
  appliedAfterSnapshot(lastApplied: number, snapshotIndex: number): number
  /** The members that it then goes by, before what its log says behind the snapshot. */
  membershipAfterSnapshot(own: Membership, snapshot: Membership): Membership
  /** Up to which entry a follower that has installed a snapshot matches the leader's log. */
  matchAfterSnapshot(matchIndex: number, snapshotIndex: number, lastIndex: number): number
}

export const snapshotRules: SnapshotRules = {
  snapshotThrough: (lastApplied) => lastApplied,
  snapshotTerm: (log, index) => log.termAt(index),
  snapshotMembership: (memberships, index) => memberships.at(index),
  compactThrough: (snapshotIndex, _, trailing) => snapshotIndex - trailing,
  installsSnapshot: (index, commitIndex) => index > commitIndex,

  // The images of two leaders may differ in their bytes.
  continuesSnapshot: (incoming, { term, index, lastTerm }) =>
    incoming.index === index && incoming.term === lastTerm && incoming.leaderTerm === term,

  keepsBehind: (log, snapshot) => log.holds(snapshot),
  appliedAfterSnapshot: (_, snapshotIndex) => snapshotIndex,
  membershipAfterSnapshot: (_, snapshot) => snapshot,
  matchAfterSnapshot: (matchIndex, snapshotIndex) => Math.max(matchIndex, snapshotIndex),
}
