import type { Json } from '../base/json.ts'
import type { NodeId } from '../base/node-id.ts'
import type { Millis } from '../base/time.ts'
import type { Entry } from './entry.ts'
import type { Message } from './messages.ts'
import type { HardState } from './rules.ts'

export type TimerName = 'election' | 'heartbeat'

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

/** What the server wants done, in this order. */
export type Effect =
  /**
   * Put on disk: the hard state, and the log from `from` on, which is replaced by `entries`.
   * `persisted` with the token is due once it, and all before it, is durable.
   */
  | {
      readonly do: 'persist'
      readonly token: number
      readonly state: HardState | undefined
      readonly from: number
      readonly entries: readonly Entry[]
    }
  | { readonly do: 'send'; readonly to: NodeId; readonly message: Message }
  /** Set the timer, in place of the one of the same name, to a time drawn from `low` to `high`. */
  | { readonly do: 'set-timer'; readonly timer: TimerName; readonly low: Millis; readonly high: Millis }
  | { readonly do: 'cancel-timer'; readonly timer: TimerName }
  /** Hand a committed entry to the state machine. */
  | { readonly do: 'apply'; readonly entry: Entry }
  /** Tell the client the result of the entry just applied. */
  | { readonly do: 'reply'; readonly request: number; readonly index: number }
  /** Answer the client from the state machine as it is now. */
  | { readonly do: 'answer'; readonly request: number; readonly command: Json }
  /** The command was not taken; it will certainly not be executed by way of this server. */
  | { readonly do: 'refuse'; readonly request: number; readonly leader: NodeId | null }
  /** The command was taken, but leadership was lost before it was committed: its fate is open. */
  | { readonly do: 'abandon'; readonly request: number }
