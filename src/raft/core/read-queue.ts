import type { Json } from '../../base/json.ts'
import type { NodeId } from '../../base/node-id.ts'
import type { Millis } from '../../base/time.ts'

/** A read that waits at the leader until a majority confirms that it still leads (thesis §6.4). */
export interface WaitingRead {
  /** The round of heartbeats that must be answered: one that began after the read came. */
  readonly round: number
  /** The follower that asks; null for a client of the leader's own. */
  readonly from: NodeId | null
  readonly id: number
  readonly command: Json
}

/** The reads that wait at a leader, and since when its leadership is confirmed. */
export class ReadQueue {
  /** In the order in which they came. */
  readonly waiting: WaitingRead[] = []
  /** The latest round of heartbeats. */
  round = 0
  /** The latest round that a majority has answered. */
  confirmed = 0
  /** Until when, by the leader's own clock, no other leader can be elected (thesis §6.4.1). */
  leaseUntil: Millis = -Infinity
  /** No lease in this term any more: somebody was asked to stand, and may do so late. */
  leaseGivenUp = false
  /** No lease from an answer to a round up to this one: the voters were others. */
  leaseAfter = 0
  /** When the rounds began that are not confirmed yet. */
  #begun: { readonly round: number; readonly at: Millis }[] = []

  get begun(): readonly { readonly round: number; readonly at: Millis }[] {
    return this.#begun
  }

  /** A term of leadership begins. */
  begin(): void {
    this.waiting.length = 0
    this.round = 0
    this.confirmed = 0
    this.leaseUntil = -Infinity
    this.leaseGivenUp = false
    this.leaseAfter = 0
    this.#begun = []
  }

  beginRound(now: Millis): void {
    this.round++
    this.#begun.push({ round: this.round, at: now })
    // Without an answer nothing is confirmed: only the latest rounds can still matter.
    if (this.#begun.length > MAX_ROUNDS) this.#begun.shift()
  }

  /** A majority has answered this round. Returns when it began, undefined when that is no longer known. */
  confirm(round: number): Millis | undefined {
    this.confirmed = round
    const at = this.#begun.find((one) => one.round === round)?.at
    this.#begun = this.#begun.filter((one) => one.round > round)
    return at
  }

  membershipChanged(): void {
    this.leaseUntil = -Infinity
    this.leaseAfter = this.round
  }
}

const MAX_ROUNDS = 64
