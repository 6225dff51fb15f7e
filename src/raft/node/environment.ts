import type { Json } from '../../base/json.ts'
import type { NodeId } from '../../base/node-id.ts'
import type { Millis } from '../../base/time.ts'

/** Takes back a timer; after it has fired, does nothing. */
export type Cancel = () => void

/** The only source of randomness a server may use: seeded, so that a run can be repeated. */
export interface Random {
  /** A whole number from `low` to `high`, both ends inclusive. */
  int(low: number, high: number): number
  /** True with the given probability, 0 to 1. */
  chance(probability: number): boolean
}

/**
 * The world as one incarnation of one server sees it. All of it dies with the incarnation: a crash silences it.
 * `M`: what its servers send each other, JSON values all; any JSON value unless it is named.
 */
export interface Environment<M = Json> {
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
  readonly transport: { send(to: NodeId, message: M): void }
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
