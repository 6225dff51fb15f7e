import type { Json } from '../base/json.ts'
import type { NodeId } from '../base/node-id.ts'
import type { NodeView } from '../record/node-view.ts'
import type { Outcome } from '../record/operation.ts'

export type { Cancel, Environment, Random } from '../raft/node/environment.ts'

/** One incarnation of a server under test. `M`: what its servers send each other, as in its {@link Environment}. */
export interface RaftNode<C, R, M = Json> {
  receive(from: NodeId, message: M): void
  /** A client's call; `done` is called once, at any later time or within the call. */
  submit(call: C, done: (outcome: Outcome<R>) => void): void
  /** Absent: only what clients see and what crosses the wire is checked. */
  view?(): NodeView
  /**
   * For `whitewater explore`: everything that decides what this server does from now on, but for what is on its disk, the
   * timers that are set and the calls that are not answered. Two servers that give the same must do the same. Absent:
   * servers with different pasts are taken for different, and the search comes less far.
   */
  state?(): Json
  /**
   * With `offers.membership`: makes these the members. They are one more or one fewer than those of the last call that
   * succeeded; after an unknown outcome, perhaps two: who changes one at a time then refuses.
   */
  reconfigure?(members: readonly NodeId[], done: (outcome: Outcome<null>) => void): void
  /** With `offers.transfer`: hands the leadership over to that server. */
  transfer?(to: NodeId, done: (outcome: Outcome<null>) => void): void
  /** With `offers.snapshots: 'on-request'`: takes a snapshot now, and compacts its log behind it. */
  snapshot?(done: (outcome: Outcome<null>) => void): void
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
  /** The message in words, for traces. Default: its kind and term, and what else is known of it; of `other` its JSON. */
  readonly text?: string
}
