import { present } from '../../base/assert.ts'
import type { NodeId } from '../../base/node-id.ts'
import { assert } from '../../base/assert.ts'
import type { SnapshotMeta } from './snapshot.ts'

/** Where the logs agree is not known: one message at a time, until one is accepted. */
export interface Probe {
  readonly kind: 'probe'
}

/** The logs agree up to `matchIndex`: with pipelining, entries are sent ahead of the answers. */
export interface Replicate {
  readonly kind: 'replicate'
  /**
   * Last indexes of the messages with entries that were sent ahead and are not answered: rising, each above
   * `matchIndex` and below `nextIndex`.
   */
  readonly inflight: number[]
  /** An answer has come since the last heartbeat; without one, what was sent counts as lost. */
  heard: boolean
}

/** It lacks entries that the log does not have any more: a snapshot is on its way, of more than `matchIndex` (§7). */
export interface SnapshotTransfer {
  readonly kind: 'snapshot'
  readonly meta: SnapshotMeta
  /** How much of its image the follower has. */
  offset: number
  /** The follower has answered a chunk since the last heartbeat; without an answer the chunk is sent again. */
  answered: boolean
  /** Heartbeats in a row without an answer to a chunk. */
  unanswered: number
}

const probe: Probe = { kind: 'probe' }

/**
 * What a leader knows of one follower (Figure 2, "Volatile state on leaders"). How it sends to it is a state machine:
 *
 *     probe --accepted--> replicate --refused, or silent for a heartbeat interval--> probe
 *     probe, replicate --entries compacted--> snapshot --snapshot matched--> probe
 *
 * In each state `matchIndex < nextIndex`. Without pipelining, and stepwise, a follower stays in probe.
 */
export class Progress {
  readonly peer: NodeId
  state: Probe | Replicate | SnapshotTransfer = probe
  /** Next entry to send. */
  nextIndex: number
  /** Highest entry known to be durable there. */
  matchIndex: number
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
  /** An answer has come since the leader last counted who is there (thesis §6.2). */
  present = false
  /** The latest round of heartbeats it has answered (thesis §6.4). */
  round = 0
  /** Stepwise: the index with which an acceptance of the last message would answer. */
  awaited = 0

  constructor(peer: NodeId, nextIndex: number, matchIndex = 0) {
    this.peer = peer
    this.nextIndex = nextIndex
    this.matchIndex = matchIndex
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
    this.matchIndex = index
    if (this.nextIndex <= this.matchIndex) this.nextIndex = this.matchIndex + 1
    const { state } = this
    if (state.kind === 'replicate')
      while (
        state.inflight.length > 0 &&
        present(state.inflight[0], 'an append in flight') <= this.matchIndex
      )
        state.inflight.shift()
    else if (state.kind === 'snapshot' && state.meta.index <= this.matchIndex) this.state = probe
  }

  /** The snapshot that is on its way to it; undefined when none is. */
  get snapshot(): SnapshotTransfer | undefined {
    return this.state.kind === 'snapshot' ? this.state : undefined
  }

  /** An answer came, of whatever content. */
  answered(): void {
    if (this.state.kind === 'replicate') this.state.heard = true
  }

  /** It accepted a message: the logs agree, entries may be sent ahead. A snapshot on its way goes on. */
  replicate(): void {
    if (this.state.kind === 'probe') this.state = { kind: 'replicate', inflight: [], heard: true }
  }

  /** Entries up to `index` are sent ahead of the answer. */
  sentAhead(index: number): void {
    const { state } = this
    if (state.kind !== 'replicate') return
    assert(index >= this.nextIndex, 'entries are sent ahead once')
    this.nextIndex = index + 1
    state.inflight.push(index)
  }

  /** Begins to send it a snapshot, from the first chunk on. */
  sendSnapshot(meta: SnapshotMeta): void {
    this.state = { kind: 'snapshot', meta, offset: 0, answered: true, unanswered: 0 }
  }

  /** Goes back to finding out where the logs agree, from `nextIndex` on. */
  probe(nextIndex: number): void {
    assert(nextIndex > this.matchIndex, 'a follower is asked about entries that it is not known to have')
    this.state = probe
    this.nextIndex = nextIndex
  }
}
