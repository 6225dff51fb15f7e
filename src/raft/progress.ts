import type { NodeId } from '../base/node-id.ts'

/** What a leader knows of one follower (Figure 2, "Volatile state on leaders"). `matchIndex < nextIndex`. */
export class Progress {
  readonly peer: NodeId
  /** Next entry to send. */
  nextIndex: number
  /** Highest entry known to be durable there. */
  matchIndex = 0
  /** A message was sent and no answer has come since. */
  waiting = false
  /** The last message sent carried no entries. */
  idle = false
  /**
   * Where the logs agree is not known: one message at a time, until one is accepted. Afterwards, with
   * pipelining, entries are sent ahead of the answers.
   */
  probing = true
  /** An answer has come since the last heartbeat; without one, what was sent counts as lost. */
  heard = true
  /** An answer has come since the leader last counted who is there (thesis §6.2). */
  present = false
  /** Stepwise: the index with which an acceptance of the last message would answer. */
  awaited = 0

  constructor(peer: NodeId, nextIndex: number) {
    this.peer = peer
    this.nextIndex = nextIndex
  }
}
