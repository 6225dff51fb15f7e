// A third stranger's Raft, by the lockstep contract alone: a program that answers lines. Ticks, a log of records and a hard
// state beside it, pipelined appends, reads at followers, learners and joint consensus. It shows no log and no vote.
// It is meant to be correct; a violation found in it is a bug of the harness, or of these files.

export type Id = string
export type Value = string | number | boolean | null | readonly Value[]

export interface Call {
  readonly f: 'read' | 'write' | 'cas'
  readonly key: string
  readonly value?: Value
  readonly client: number
  readonly sequence: number
}

export type Outcome =
  | { readonly type: 'ok'; readonly value: Value }
  | { readonly type: 'fail'; readonly error: string }
  | { readonly type: 'info'; readonly error: string }

/** Joint while `next` is there. */
export interface Config {
  readonly voters: readonly Id[]
  readonly next?: readonly Id[]
}

/** With neither call nor config it opens a term. */
export interface Entry {
  readonly index: number
  readonly term: number
  readonly call?: Call
  readonly config?: Config
}

export interface Image {
  readonly index: number
  readonly term: number
  readonly config: Config
  readonly values: readonly (readonly [string, Value])[]
  readonly sessions: readonly (readonly [number, { readonly sequence: number; readonly outcome: Outcome }])[]
}

export type Message =
  | { type: 'vote'; term: number; lastIndex: number; lastTerm: number }
  | { type: 'voted'; term: number; granted: boolean }
  | {
      type: 'append'
      term: number
      prevIndex: number
      prevTerm: number
      entries: readonly Entry[]
      commit: number
    }
  | { type: 'appended'; term: number; index: number }
  | { type: 'rejected'; term: number; prevIndex: number; hintIndex: number; hintTerm: number }
  | { type: 'beat'; term: number; commit: number; round: number }
  | { type: 'beaten'; term: number; round: number }
  | { type: 'install'; term: number; image: Image }
  | { type: 'newer'; term: number }
  | { type: 'read'; term: 0; id: number }
  | { type: 'readable'; term: 0; id: number; index: number }

export interface Options {
  readonly maxEntries: number
  readonly inflight: number
  readonly compactEvery: number
}

/** Of 10 ms each. */
export const TICK = 10
export const ELECTION_TICKS = 15
export const HEARTBEAT_TICKS = 5
