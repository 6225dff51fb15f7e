import type { FollowerRead } from './forwarded.ts'

/** What answers rest on that no entry of the log stands for (§8, thesis §6.4). */
export interface ReadRules {
  /** Whether a server that has answered `answered` last has answered this round of heartbeats. */
  answersRound(answered: number, round: number): boolean
  /** Whether a follower asks its leader how far it must have applied before it answers a read (thesis §6.4). */
  asksLeader(): boolean
  /** The reads of a follower that the leader's answer to one of them speaks of. */
  readsServed(reads: ReadonlyMap<number, FollowerRead>, asked: number): readonly FollowerRead[]
  /** Whether a follower has applied enough to answer a read (thesis §6.4). */
  appliedEnough(readIndex: number, lastApplied: number): boolean
  /** Whether a lease ends with a change of members: it was granted by others. */
  changeEndsLease(): boolean
}

export const readRules: ReadRules = {
  answersRound: (answered, round) => answered >= round,

  asksLeader: () => true,

  readsServed(reads, asked) {
    const read = reads.get(asked)
    return read === undefined ? [] : [read]
  },

  appliedEnough: (readIndex, lastApplied) => readIndex >= 0 && readIndex <= lastApplied,

  changeEndsLease: () => true,
}
