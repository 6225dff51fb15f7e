import type { Json } from '../base/json.ts'
import type { NodeId } from '../base/node-id.ts'

/**
 * One decision of a scripted run: what the world does next. A script is a list of decisions; what it does
 * not name does not happen: a message that no decision delivers is never delivered.
 *
 * A decision that cannot be carried out (the message was never sent, the server is down) is skipped, so
 * that every subsequence of a script is a script.
 *
 * `hold` on a decision keeps what the server writes in it unsynced until a later `sync`; without it the
 * disk syncs at once.
 */
export type Decision =
  /** Delivers the oldest message in flight from `from` to `to` whose fingerprint is `message`. */
  | {
      readonly do: 'deliver'
      readonly from: NodeId
      readonly to: NodeId
      readonly message: string
      /** Delivers once more a message that already arrived. */
      readonly again?: true
      readonly hold?: true
    }
  /** Fires the server's pending timer of that name. */
  | { readonly do: 'fire'; readonly node: NodeId; readonly timer: string; readonly hold?: true }
  /** A client begins an operation at a server; an operation it has open becomes unknown. */
  | {
      readonly do: 'submit'
      readonly client: number
      readonly node: NodeId
      /** A `status` with a value below 0 asks for the request so many numbers before its own. */
      readonly call: Json
      /** The client whose session it uses. Default: its own. */
      readonly session?: number
      /** The number of the request in it. Default: the next one. */
      readonly sequence?: number
      /** Up to where requests of the session are done with; see `SessionCommand`. Default: not said. */
      readonly acknowledged?: number
      readonly hold?: true
    }
  /** A client sends its open operation again, under the same number in its session; with `call`, one that is over. */
  | {
      readonly do: 'retry'
      readonly client: number
      readonly node: NodeId
      /** As of `submit`. Default: what was said there. */
      readonly acknowledged?: number
      /** The client's last request with this call arrives once more, open or not, and its answer is not heard. */
      readonly call?: Json
      readonly hold?: true
    }
  /** Everything the server has written becomes durable and it is told so. */
  | { readonly do: 'sync'; readonly node: NodeId; readonly hold?: true }
  /** The server loses its memory, and its unsynced writes but for those at the positions `kept` (from 0). */
  | { readonly do: 'crash'; readonly node: NodeId; readonly kept?: readonly number[] }
  | { readonly do: 'restart'; readonly node: NodeId; readonly hold?: true }

/** A list of decisions: a run without a clock. */
export type Script = readonly Decision[]
