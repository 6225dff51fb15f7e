import type { ErrorCode } from '../../base/error-codes.ts'
import type { Json } from '../../base/json.ts'
import type { NodeId } from '../../base/node-id.ts'
import type { Millis } from '../../base/time.ts'
import type { Entry } from './entry.ts'
import type { MembershipChange } from './membership.ts'
import type { InstallSnapshot, Message } from './messages.ts'
import type { HardState } from './election-rules.ts'
import type { LogBase, SnapshotMeta } from './snapshot.ts'

export type TimerName = 'election' | 'heartbeat' | 'transfer'

/** What can happen to a server. */
export type Input =
  | { readonly type: 'message'; readonly from: NodeId; readonly message: Message }
  | { readonly type: 'timer'; readonly timer: TimerName }
  /** A client's command; `request` names it in the effects that answer it. */
  | {
      readonly type: 'propose'
      readonly request: number
      readonly command: Json
      readonly kind: 'read' | 'write'
    }
  /** Everything up to and including the `persist` effect with this token is durable. */
  | { readonly type: 'persisted'; readonly token: number }
  /** The snapshot asked for by `take-snapshot` is durable. */
  | { readonly type: 'snapshot-taken'; readonly index: number }
  /** An operator wants other members; `context` goes along with them; null leaves what there is. */
  | {
      readonly type: 'reconfigure'
      readonly request: number
      readonly change: MembershipChange
      readonly context: Json
    }
  /** An operator wants another leader: the one named, or the follower that has most of the log. */
  | { readonly type: 'transfer'; readonly request: number; readonly to: NodeId | null }

/** Why a request was not taken. */
export type Refusal = Extract<
  ErrorCode,
  | 'not-leader'
  /** Too much is uncommitted, or leadership is being handed over. */
  | 'temporarily-unavailable'
  /** The leader has not yet committed an entry of its term, or another change is under way (thesis §4.1). */
  | 'change-under-way'
  /** No voter would be left, more than one voter changes where one may, or nothing changes. */
  | 'no-such-change'
  /** Leadership goes to a voter, and not to who has it. */
  | 'no-such-follower'
>

/** What the server wants done, in this order. */
export type Effect =
  /**
   * Put on disk: the hard state; that the log begins after `base`, whose snapshot is durable or was asked to
   * be before this; and the log from `from` on, which is replaced by `entries`; 0 leaves it alone.
   * `persisted` with the token is due once it, and all before it, is durable.
   */
  | {
      readonly do: 'persist'
      readonly token: number
      readonly state: HardState | undefined
      readonly base: LogBase | undefined
      readonly from: number
      readonly entries: readonly Entry[]
    }
  | { readonly do: 'send'; readonly to: NodeId; readonly message: Message }
  /** Send a chunk of at most `limit` characters of the snapshot with this index, from `offset` on. */
  | {
      readonly do: 'send-chunk'
      readonly to: NodeId
      readonly message: Omit<InstallSnapshot, 'data' | 'done'>
      readonly limit: number
    }
  /** Keep a chunk of the snapshot that is coming in; offset 0 begins a new one. */
  | { readonly do: 'keep-chunk'; readonly offset: number; readonly data: string }
  /** The snapshot that came in is whole: put it on disk, and go on from its state. */
  | { readonly do: 'install-snapshot'; readonly snapshot: SnapshotMeta }
  /** Put the state, which has applied everything up to this index, on disk; then `snapshot-taken` is due. */
  | { readonly do: 'take-snapshot'; readonly snapshot: SnapshotMeta }
  /** Set the timer, in place of the one of the same name, to a time drawn from `low` to `high`. */
  | { readonly do: 'set-timer'; readonly timer: TimerName; readonly low: Millis; readonly high: Millis }
  | { readonly do: 'cancel-timer'; readonly timer: TimerName }
  /** Hand a committed entry to the state machine. */
  | { readonly do: 'apply'; readonly entry: Entry }
  /** Tell the client the result of the entry just applied. */
  | { readonly do: 'reply'; readonly request: number; readonly index: number }
  /** Answer the client from the state machine as it is now. */
  | { readonly do: 'answer'; readonly request: number; readonly command: Json }
  /** What an operator asked for is done. */
  | { readonly do: 'done'; readonly request: number }
  /** The request was not taken; it will certainly not be executed by way of this server. */
  | {
      readonly do: 'refuse'
      readonly request: number
      readonly because: Refusal
      readonly leader: NodeId | null
    }
  /** The request was taken, but leadership was lost before it was committed: its fate is open. */
  | { readonly do: 'abandon'; readonly request: number }
