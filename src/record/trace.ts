import type { Json } from '../base/json.ts'
import type { NodeId } from '../base/node-id.ts'
import type { Micros } from '../base/time.ts'
import type { Role } from './node-view.ts'

/** A log entry with its command in words, as reports print it. */
export interface TraceEntry {
  readonly index: number
  readonly term: number
  readonly command: string
}

/**
 * What changed in a server's state by one step. Absent fields stay as they were.
 * The log after the step is the old log up to `log.from - 1`, followed by `log.entries`.
 */
export interface StatePatch {
  readonly status?: 'up' | 'down' | 'paused'
  readonly role?: Role
  readonly currentTerm?: number
  readonly votedFor?: NodeId | null
  readonly commitIndex?: number
  readonly lastApplied?: number
  readonly firstIndex?: number
  readonly log?: { readonly from: number; readonly entries: readonly TraceEntry[] }
  /** What its disk holds for certain; null when the subject does not say. */
  readonly durable?: {
    readonly currentTerm?: number
    readonly votedFor?: NodeId | null
    readonly lastIndex?: number
  } | null
  /** The leader's `matchIndex` by peer; null once it leads no more. */
  readonly matchIndex?: { readonly [peer: NodeId]: number } | null
  /** Whose majority decides, as it knows it; both majorities where there are `outgoing` ones (§6). Absent so far: all servers. */
  readonly members?: { readonly voters: readonly NodeId[]; readonly outgoing?: readonly NodeId[] }
  /** Its `nextIndex` by peer; null once it leads no more. */
  readonly nextIndex?: { readonly [peer: NodeId]: number } | null
  /** When each timer is due, in milliseconds of its own clock; null when none is told any more. */
  readonly timers?: { readonly [name: string]: number } | null
  /** Whom it takes for the leader. */
  readonly leader?: NodeId | null
  readonly snapshotIndex?: number | null
  readonly stateDigest?: string | null
}

export type StepKind =
  | 'start' // servers begin; one step per server, with its first state
  | 'deliver' // a message arrives and is handled
  | 'timer' // a timer of the server fires
  | 'synced' // the disk reports that everything written before is durable
  | 'invoke' // a client begins an operation
  | 'submit' // a client's request reaches a server
  | 'return' // a client learns the outcome of its operation
  | 'crash'
  | 'restart'
  | 'pause'
  | 'resume'
  | 'fault' // the nemesis begins a fault that is not one server's crash or pause
  | 'heal' // the nemesis ends it
  | 'violation' // the step at which a property broke; always the last one

export interface TraceStep {
  /** From 1, one by one. */
  readonly step: number
  readonly time: Micros
  readonly kind: StepKind
  readonly node?: NodeId
  /** The number of the client, for `invoke`, `submit` and `return`: one and the same over all its processes. */
  readonly client?: number
  /** Position of the operation in the history, for `invoke`, `submit` and `return`. */
  readonly operation?: number
  /** The message that arrives, for `deliver`. */
  readonly message?: number
  /** The step that led to this one: the send of the message, the setting of the timer, the write of the sync. */
  readonly cause?: number
  /** The fault this step belongs to (see {@link FaultRecord}). */
  readonly fault?: string
  /** What happened, in words, with its values. */
  readonly text: string
  readonly state?: StatePatch
}

/** One message, from its send to each of its arrivals or to its loss. */
export interface TraceMessage {
  readonly id: number
  readonly from: NodeId
  readonly to: NodeId
  /** In words, such as `RequestVote term 2, last log (1, 1)`. */
  readonly text: string
  readonly body: Json
  /** Step whose handling sent it. */
  readonly sentIn: number
  /** Steps at which it arrived; two or more when it was duplicated; empty when it never did. */
  readonly arrivals: readonly number[]
  /** Why it never arrived: `partition`, `loss`, `receiver down`, or `in flight` when the run ended first. */
  readonly lost?: string
  /** The fault that cut, delayed or duplicated it. */
  readonly fault?: string
}

/** Everything that happened inside one run, kept only on a traced replays. */
export interface Trace {
  readonly steps: readonly TraceStep[]
  readonly messages: readonly TraceMessage[]
}
