import type { NodeId } from '../../base/node-id.ts'
import type { SnapshotMeta } from './snapshot.ts'

/** How far a snapshot has gone to a follower (§7). */
export interface SnapshotTransfer {
  readonly meta: SnapshotMeta
  /** How much of its image the follower has. */
  offset: number
  /** The follower has answered a chunk since the last heartbeat; without an answer the chunk is sent again. */
  answered: boolean
  /** Heartbeats in a row without an answer to a chunk. */
  unanswered: number
}

/** What a leader knows of one follower (Figure 2, "Volatile state on leaders"). `matchIndex < nextIndex`. */
export class Progress {
  readonly peer: NodeId
  /** Next entry to send. */
  nextIndex: number
  /** Highest entry known to be durable there. */
  matchIndex = 0
  /** It is one of the voters, of those that are on their way out, or neither: a learner, or one that left. */
  voter = false
  outgoing = false
  /**
   * Index of the entry that removed it; it is still told, so that it learns of it and stands no more
   * (thesis §4.2.3). 0 while it is a member.
   */
  removedAt = 0
  /** The last heartbeat brings it word that the entry which removed it is committed. */
  told = false
  /** Heartbeats in a row without an answer. */
  unanswered = 0
  /** A message was sent and no answer has come since. */
  waiting = false
  /** The last message sent carried no entries. */
  idle = false
  /**
   * Where the logs agree is not known: one message at a time, until one is accepted. Afterwards, with
   * pipelining, entries are sent ahead of the answers.
   */
  probing = true
  /** Last indexes of the messages with entries that were sent ahead and are not answered, in order. */
  readonly inflight: number[] = []
  /** An answer has come since the last heartbeat; without one, what was sent counts as lost. */
  heard = true
  /** An answer has come since the leader last counted who is there (thesis §6.2). */
  present = false
  /** The latest round of heartbeats it has answered (thesis §6.4). */
  round = 0
  /** Set while it lacks entries that the log does not have any more (§7). */
  snapshot: SnapshotTransfer | undefined
  /** Stepwise: the index with which an acceptance of the last message would answer. */
  awaited = 0

  constructor(peer: NodeId, nextIndex: number) {
    this.peer = peer
    this.nextIndex = nextIndex
  }

  /**
   * A server that has just been added. It counts as present until the leader looks the next time: nobody can
   * have heard of it yet, and the leader must not step down for that.
   */
  static joining(peer: NodeId, nextIndex: number): Progress {
    const made = new Progress(peer, nextIndex)
    made.present = true
    return made
  }

  /** The entry at `index` removes it. */
  leaves(index: number): void {
    this.removedAt = index
    this.told = false
    this.unanswered = 0
  }

  /** It holds everything up to `index`. */
  matched(index: number): void {
    if (index > this.matchIndex) this.matchIndex = index
    if (this.nextIndex <= this.matchIndex) this.nextIndex = this.matchIndex + 1
    while (this.inflight.length > 0 && (this.inflight[0] as number) <= this.matchIndex) this.inflight.shift()
    if (this.snapshot !== undefined && this.snapshot.meta.index <= this.matchIndex) this.snapshot = undefined
  }

  /** Goes back to finding out where the logs agree, from `nextIndex` on. */
  probe(nextIndex: number): void {
    this.probing = true
    this.nextIndex = nextIndex
    this.inflight.length = 0
  }
}
