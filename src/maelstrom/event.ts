import type { Json } from '../base/json.ts'

/** An operation that a worker is to begin. */
export interface Invocation {
  readonly f: string
  /** The object it works on, of workloads with keys. */
  readonly key?: number
  readonly value: Json
  /** A read of the end: what it does not show is lost. */
  readonly final?: boolean
}

/** What became of it, in Jepsen's words. */
export interface Completion {
  readonly type: 'ok' | 'fail' | 'info'
  /** Default: that of the invocation. */
  readonly value?: Json
  readonly error?: string
}

/** One line of the history: an invocation, its completion, or what the nemesis did. */
export interface ClientEvent extends Invocation {
  readonly index: number
  /** Nanoseconds since the run began. */
  readonly time: number
  readonly process: number
  readonly type: 'invoke' | 'ok' | 'fail' | 'info'
  readonly error?: string
}

export interface NemesisEvent {
  readonly index: number
  readonly time: number
  readonly process: 'nemesis'
  readonly type: 'info'
  readonly f: string
  readonly value: Json
}

export type MaelstromEvent = ClientEvent | NemesisEvent

export const isClientEvent = (event: MaelstromEvent): event is ClientEvent => event.process !== 'nemesis'
