import type { Json } from '../base/json.ts'
import type { NodeId } from '../base/node-id.ts'
import type { Millis } from '../base/time.ts'
import type { NodeView } from '../record/node-view.ts'
import type { Outcome } from '../record/operation.ts'

/** The version of the lockstep contract that `init` lines carry. */
export const PROTOCOL = 1

/** What every line to a program carries: which of its servers it is for, and that server's clock. */
export interface Step {
  /** Counts the lines to this incarnation of the server, from 0. The answer carries it too. */
  readonly step: number
  readonly node: NodeId
  readonly now: Millis
}

/** What happens to a server. */
export type LockstepEvent =
  | {
      readonly event: 'init'
      readonly id: NodeId
      readonly members: readonly NodeId[]
      /** For all randomness of this incarnation. */
      readonly seed: number
      /** What is on its disk, by key; null on an empty one. */
      readonly stored: Json
      readonly protocol: typeof PROTOCOL
      /** Settings drawn for this run, where the program declares some. */
      readonly options?: Json
    }
  | { readonly event: 'message'; readonly from: NodeId; readonly body: Json }
  | { readonly event: 'timer'; readonly timer: string }
  | { readonly event: 'submit'; readonly operation: number; readonly call: Json }
  | { readonly event: 'reconfigure'; readonly operation: number; readonly members: readonly NodeId[] }
  | { readonly event: 'transfer'; readonly operation: number; readonly to: NodeId }
  | { readonly event: 'snapshot'; readonly operation: number }
  | { readonly event: 'synced'; readonly token: Json }
  | { readonly event: 'crash' }

/** What a server does in answer to an event, in this order. */
export type Effect =
  | { readonly do: 'send'; readonly to: NodeId; readonly body: Json }
  /** Set again, a timer of the same name begins anew. */
  | { readonly do: 'set-timer'; readonly timer: string; readonly after: Millis }
  | { readonly do: 'cancel-timer'; readonly timer: string }
  | { readonly do: 'write'; readonly key: string; readonly value: Json }
  | { readonly do: 'sync'; readonly token: Json }
  | { readonly do: 'reply'; readonly operation: number; readonly outcome: Outcome<Json> }
  | { readonly do: 'note'; readonly event: string; readonly data?: Json }

/** A view, or what has changed of it. */
export interface ShownChange extends NodeView {
  /** `log` holds the entries from this index on; those before are as they were shown. Absent: it holds all. */
  readonly logFrom?: number
}

/** One line from a program. */
export interface Answer {
  readonly step: number
  readonly effects: readonly Effect[]
  /** Absent or null: as it was. A server that has shown none at `init` shows none. */
  readonly view?: ShownChange | null
}
