export { defaultConfig, type RaftConfig } from './config.ts'
export type { Effect, Input, Refusal, TimerName } from './effects.ts'
export type { Entry } from './entry.ts'
export { RaftLog } from './log.ts'
export { membershipText, replicasOf, type Membership, type MembershipChange } from './membership.ts'
export type {
  AppendEntries,
  AppendReply,
  InstallSnapshot,
  Message,
  PreVote,
  PreVoteReply,
  RequestVote,
  SnapshotReply,
  Vote,
} from './messages.ts'
export { Raft } from './raft.ts'
export type { HardState, LogEnd } from './election-rules.ts'
export { rules, type MembershipState, type Rules } from './rules.ts'
export { stateKey } from './state-key.ts'
export { emptyDisk, type StoredState } from './server.ts'
export type { LogBase, SnapshotMeta } from './snapshot.ts'
