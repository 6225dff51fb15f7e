import type { Json } from '../base/json.ts'
import type { NodeId } from '../base/node-id.ts'
import type { Millis } from '../base/time.ts'
import type { NodeView } from '../history/node-view.ts'
import type { Outcome } from '../history/operation.ts'

/** Takes back a timer; after it has fired, does nothing. */
export type Cancel = () => void

/** The only source of randomness a server may use: seeded, so that a run can be repeated. */
export interface Random {
  /** A whole number from `low` to `high`, both ends inclusive. */
  int(low: number, high: number): number
  /** True with the given probability, 0 to 1. */
  chance(probability: number): boolean
}

/** The world as one life of one server sees it. All of it dies with the life: a crash silences it. */
export interface Environment {
  readonly id: NodeId
  /** All servers of the cluster, this one included. */
  readonly members: readonly NodeId[]
  /** Virtual time by this server's own clock, which the nemesis may skew. */
  readonly clock: {
    now(): Millis
    /** Calls `fire` once after `delay`. `name` (optional) is what traces and scripts call the timer. */
    after(delay: Millis, fire: () => void, name?: string): Cancel
  }
  readonly random: Random
  /** Sends a JSON value; it may be lost, delayed, duplicated or reordered. */
  readonly transport: { send(to: NodeId, message: Json): void }
  readonly storage: {
    /** What is durable, `{ key: last durable value }`; undefined on an empty disk. */
    load(): Json | undefined
    /** Writes one key, whole or not at all; of the unsynced writes any subset may survive a crash. */
    write(key: string, value: Json): void
    /** `done` is called later, never inside the call, once every write made before is durable. */
    sync(done: () => void): void
  }
  /**
   * A line for the trace. `note('executed', { index, client, sequence })`, called when the state machine
   * really executes a request (not when it recognises a duplicate), switches on the exactly-once check.
   */
  note(event: string, data?: Json): void
}

/** One life of a server under test. */
export interface RaftNode<C, R> {
  receive(from: NodeId, message: Json): void
  /** A client's call; `done` is called once, at any later time or within the call. */
  submit(call: C, done: (outcome: Outcome<R>) => void): void
  /** Absent: only what clients see and what crosses the wire is checked. */
  view?(): NodeView
  /**
   * With `offers.membership`: makes these the members. They are one more or one fewer than those of the last call that
   * succeeded; after an unknown outcome, perhaps two: who changes one at a time then refuses.
   */
  reconfigure?(members: readonly NodeId[], done: (outcome: Outcome<null>) => void): void
  /** With `offers.transfer`: hands the leadership over to that server. */
  transfer?(to: NodeId, done: (outcome: Outcome<null>) => void): void
  stop?(): void
}

/** Optional knowledge about a foreign implementation; more is checked with it. */
export interface Lens {
  /** What is durable, read from the stored values. */
  stored?(stored: Json): Partial<Pick<NodeView, 'currentTerm' | 'votedFor' | 'log' | 'firstIndex'>>
  /** What a message means. */
  message?(message: Json): LensMessage | undefined
}

export interface LensMessage {
  /** A pre-vote, and the request for one, is `other`: it promises nothing. Only a leader's entries are `append`. */
  readonly kind: 'request-vote' | 'vote' | 'append' | 'append-reply' | 'snapshot' | 'other'
  readonly term: number
  /** Of a `vote`. */
  readonly granted?: boolean
  /** Of a `vote`: who is voted for. Default: who it is sent to. */
  readonly candidate?: NodeId
  /** Of a `request-vote`: where the log ends that the candidate claims. With both, votes are held against it exactly. */
  readonly lastIndex?: number
  readonly lastTerm?: number
}
