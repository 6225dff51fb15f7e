import type { Json, NodeId, Outcome } from 'whitewater'

/** What the built-in workloads call; `client` and `sequence` come with `offers.sessions`. */
export interface Request {
  readonly f: string
  readonly key: string
  readonly value?: Json
  readonly client?: number | string
  readonly sequence?: number
}

export interface Config {
  readonly voters: readonly NodeId[]
  readonly learners: readonly NodeId[]
}

/** The body of an entry: a client's request, a configuration, or nothing, with which a leader begins. */
export type Body =
  | { readonly is: 'noop' }
  | { readonly is: 'call'; readonly call: Request }
  | ({ readonly is: 'config' } & Config)

export interface Entry {
  readonly term: number
  readonly body: Body
}

/** A snapshot: the state after `index`, and the configuration that was in force there. */
export interface Image {
  readonly index: number
  readonly term: number
  readonly config: Config
  readonly data: string
}

export type Done = (outcome: Outcome<Json>) => void
export type DoneNull = (outcome: Outcome<null>) => void

export interface AskVote {
  readonly k: 'ask-vote'
  readonly term: number
  readonly pre: boolean
  /** A transfer of the leadership: nobody waits for the old leader to fall silent. */
  readonly forced: boolean
  readonly lastIndex: number
  readonly lastTerm: number
}
export interface Vote {
  readonly k: 'vote'
  readonly term: number
  readonly pre: boolean
  /** The term that was asked for. */
  readonly asked: number
  readonly granted: boolean
}
/** What a leader's message says of its time: the answer gives it back. */
export interface Stamp {
  readonly round: number
  readonly at: number
}
export interface Append extends Stamp {
  readonly k: 'append'
  readonly term: number
  readonly prev: number
  readonly prevTerm: number
  readonly entries: readonly Entry[]
  readonly commit: number
}
export interface Appended extends Stamp {
  readonly k: 'appended'
  readonly term: number
  /** Up to where the logs agree; absent: they do not at `prev`. */
  readonly match?: number
  readonly prev: number
  /** Where the conflict is: the first entry of the term found at `prev`, or the end of a short log. */
  readonly hint?: { readonly term: number; readonly first: number }
}
export interface Chunk extends Stamp {
  readonly k: 'chunk'
  readonly term: number
  readonly index: number
  readonly lastTerm: number
  readonly config: Config
  readonly offset: number
  readonly data: string
  readonly last: boolean
}
export interface Chunked extends Stamp {
  readonly k: 'chunked'
  readonly term: number
  readonly index: number
  readonly next: number
  readonly installed: boolean
}
export interface StandNow {
  readonly k: 'stand-now'
  readonly term: number
}
export type Message = AskVote | Vote | Append | Appended | Chunk | Chunked | StandNow

export interface Settings {
  readonly preVote: boolean
  readonly checkQuorum: boolean
  readonly reads: 'index' | 'log' | 'lease'
  /** Entries applied after which a snapshot is taken. */
  readonly snapshotEvery: number
  /** Entries kept behind a snapshot. */
  readonly trailing: number
  /** Most entries of one message. */
  readonly batch: number
  /** Messages under way to one follower. */
  readonly window: number
  /** Milliseconds for which proposals are gathered. */
  readonly gather: number
  /** Milliseconds that applying a run of entries takes. */
  readonly applyLag: number
  /** Characters of a chunk of a snapshot. */
  readonly chunk: number
}

export const ELECTION_LEAST = 150
export const ELECTION_MOST = 300
export const HEARTBEAT_EVERY = 40
/** A lease ends this long after the round that won it: a tenth of drift on both sides, and some more. */
export const leaseLength = Math.floor((ELECTION_LEAST * 0.9) / 1.1)
