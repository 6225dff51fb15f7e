export { defaultConfig, type RaftConfig } from './config.ts'
export type { Effect, Input, TimerName } from './effects.ts'
export type { Entry } from './entry.ts'
export { RaftLog } from './log.ts'
export type {
  AppendEntries,
  AppendReply,
  Message,
  PreVote,
  PreVoteReply,
  RequestVote,
  Vote,
} from './messages.ts'
export { Raft } from './raft.ts'
export { rules, type HardState, type LogEnd, type Rules } from './rules.ts'
export { emptyDisk, type StoredState } from './server.ts'
