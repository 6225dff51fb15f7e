import type { Json, NodeId } from 'whitewater'

// The vocabulary of this Raft. Time, disk and network are outside: an event comes in, effects go out.

export type Call = {
  readonly f: 'read' | 'write' | 'cas'
  readonly key?: string
  readonly value?: Json
  readonly client: number
  readonly sequence: number
}
export type Command =
  | { readonly kind: 'no-op' }
  | { readonly kind: 'call'; readonly call: Call }
  | { readonly kind: 'members'; readonly members: readonly NodeId[] }

/** `before`: the term of the entry before it, by which what survived a crash is known to belong together. */
export type Entry = {
  readonly index: number
  readonly term: number
  readonly before: number
  readonly digest: string
  readonly command: Command
}

export type Message =
  | { type: 'ask'; pre: boolean; forced: boolean; term: number; lastIndex: number; lastTerm: number }
  | { type: 'ballot'; pre: boolean; term: number; granted: boolean }
  | {
      type: 'entries'
      term: number
      prev: number
      prevTerm: number
      entries: readonly Entry[]
      commit: number
      round: number
    }
  | { type: 'stored'; term: number; match: number; round: number }
  | { type: 'conflict'; term: number; prev: number; hintTerm: number; hintIndex: number; round: number }
  | {
      type: 'image'
      term: number
      index: number
      offset: number
      text: string
      last: boolean
      round: number
    }
  | { type: 'chunk'; term: number; index: number; offset: number; round: number }
  | { type: 'stand'; term: number }

export type Token = number
export type Answer =
  { type: 'ok'; value: Json } | { type: 'fail'; error: string } | { type: 'info'; error: string }

export type Happening =
  | { what: 'ready' }
  | { what: 'candidacy'; term: number }
  | { what: 'entry'; term: number; index: number }
  | { what: 'image'; index: number }

export type Event =
  | { on: 'start' }
  | { on: 'message'; from: NodeId; message: Message }
  | { on: 'timer'; timer: Timer }
  | { on: 'call'; token: Token; call: Call }
  | { on: 'members'; token: Token; members: readonly NodeId[] }
  | { on: 'transfer'; token: Token; to: NodeId }
  | { on: 'compact'; token: Token }
  | ({ on: 'durable' } & Happening)

export type Timer = 'election' | 'heartbeat' | 'trust' | 'transfer'

/** `promise`: sent once all written before it is on the disk. `when-durable`: the event comes back then. */
export type Effect =
  | { do: 'send' | 'promise'; to: NodeId; message: Message }
  | { do: 'write'; key: string; value: Json }
  | { do: 'when-durable'; happening: Happening }
  | { do: 'arm'; timer: Timer; after: number }
  | { do: 'disarm'; timer: Timer }
  | { do: 'answer'; token: Token; answer: Answer }

export type Settings = {
  readonly batch: number
  readonly window: number
  readonly snapshotEvery: number
  readonly chunk: number
  readonly reads: 'index' | 'log'
}

/** What is known of another server while leading. */
export type Progress = {
  next: number
  match: number
  /** Where its log joins is being found out: one message at a time. */
  probing: boolean
  flying: number
  /** Whether it answered since the last check of the quorum. */
  heard: boolean
  round: number
  image?: { index: number; text: string; offset: number }
}

export type Read = { round: number; index: number; token: Token; call: Call }
export type Result = { sequence: number; answer: Answer }
export type Image = {
  readonly index: number
  readonly term: number
  readonly members: readonly NodeId[]
  readonly values: readonly (readonly [string, Json])[]
  readonly results: readonly (readonly [number, Result])[]
}

export type State = {
  readonly id: NodeId
  readonly settings: Settings
  readonly roll: (low: number, high: number) => number
  role: 'follower' | 'precandidate' | 'candidate' | 'leader'
  ready: boolean
  term: number
  vote: NodeId | null
  leader: NodeId | null
  /** Entries from `base.index + 1` on. */
  entries: Entry[]
  base: { index: number; term: number }
  image: Image
  /** The lowest index that may still be on the disk. */
  diskFrom: number
  /** Memberships by the index of their entry; the last one counts, committed or not. */
  memberships: { index: number; members: readonly NodeId[] }[]
  commit: number
  applied: number
  values: Map<string, Json>
  results: Map<number, Result>
  waiting: Map<number, { term: number; token: Token }>
  /** A leader was heard of within the shortest election timeout. */
  trusting: boolean
  ballots: Set<NodeId>
  /** It stands because the leader said so. */
  forced: boolean
  peers: Map<NodeId, Progress>
  /** Up to where the own disk has the log. */
  durable: number
  round: number
  opening: number
  reads: Read[]
  handover?: { to: NodeId; token: Token }
  incoming?: { from: NodeId; term: number; index: number; text: string }
}

export const HEARTBEAT_EVERY = 50
export const ELECTION_AT_LEAST = 200
export const ELECTION_AT_MOST = 400
