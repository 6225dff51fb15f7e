import { digestText } from '../../../../src/base/digest.ts'
import { canonicalJson, deepFreeze, type Json } from '../../../../src/base/json.ts'
import { nodeIds, type NodeId } from '../../../../src/base/node-id.ts'
import {
  defaultConfig,
  emptyDisk,
  Raft,
  rules,
  type AppendEntries,
  type AppendReply,
  type Effect,
  type Entry,
  type Input,
  type Membership,
  type MembershipChange,
  type Message,
  type RaftConfig,
  type Rules,
  type StoredState,
  type TimerName,
} from '../../../../src/raft/core/index.ts'

export type Send = Extract<Effect, { do: 'send' }>
export type Persist = Extract<Effect, { do: 'persist' }>

export const entry = (index: number, term: number, command: Json = `${index}/${term}`): Entry => ({
  index,
  term,
  command,
  digest: digestText(canonicalJson(command)),
})

/** A log whose entries have these terms, from index 1 on. */
export const logOf = (terms: readonly number[]): Entry[] => terms.map((term, at) => entry(at + 1, term))

export interface Setup {
  readonly id?: NodeId
  readonly size?: number
  readonly currentTerm?: number
  readonly votedFor?: NodeId | null
  /** Terms of the entries on its disk. */
  readonly terms?: readonly number[]
  readonly config?: Partial<RaftConfig>
  /** What else is on its disk: a snapshot and what the log begins after. */
  readonly stored?: Partial<StoredState>
  readonly rules?: Partial<Rules>
}

/** One Raft core under the hand of a test: the test is its network, its clock and its disk. */
export class Machine {
  readonly raft: Raft
  /** What its clock shows, in milliseconds. */
  now = 0
  #token = 0

  constructor(setup: Setup = {}) {
    const { id = 'n1', size = 3, currentTerm = 0, votedFor = null, terms = [] } = setup
    const config = { ...defaultConfig, ...setup.config, id, members: nodeIds(size) }
    const stored = { ...emptyDisk, currentTerm, votedFor, entries: logOf(terms), ...setup.stored }
    this.raft = new Raft(config, { ...rules, ...setup.rules }, deepFreeze(stored))
    this.raft.start(this.now)
  }

  get server(): Raft['server'] {
    return this.raft.server
  }

  /** The terms of its log, from index 1 on. */
  get terms(): number[] {
    return this.server.log.from(1).map(({ term }) => term)
  }

  /** Inputs are frozen: a core that writes to one throws. */
  step(input: Input): Effect[] {
    const effects = [...this.raft.step(deepFreeze(input), this.now)]
    for (const effect of effects) if (effect.do === 'persist') this.#token = effect.token
    return effects
  }

  receive(from: NodeId, message: Message): Effect[] {
    return this.step({ type: 'message', from, message })
  }

  fire(timer: TimerName): Effect[] {
    return this.step({ type: 'timer', timer })
  }

  propose(request: number, command: Json = `c${request}`, kind: 'read' | 'write' = 'write'): Effect[] {
    return this.step({ type: 'propose', request, command, kind })
  }

  reconfigure(request: number, change: MembershipChange, context: Json = null): Effect[] {
    return this.step({ type: 'reconfigure', request, change, context })
  }

  transfer(request: number, to: NodeId | null): Effect[] {
    return this.step({ type: 'transfer', request, to })
  }

  /** The disk has everything asked for so far. */
  sync(): Effect[] {
    return this.step({ type: 'persisted', token: this.#token })
  }

  /** Wins the next election with the votes of all others. */
  win(): this {
    this.fire('election')
    this.sync()
    const { currentTerm, peers } = this.server
    for (const peer of peers) this.receive(peer, { type: 'vote', term: currentTerm, granted: true })
    this.sync()
    return this
  }

  /** A follower's answer that its log matches up to `index`. */
  accept(from: NodeId, index: number, term = this.server.currentTerm): Effect[] {
    const { round } = this.server.reads
    return this.receive(from, { type: 'append-reply', term, success: true, index, hint: 0, round })
  }

  refuse(from: NodeId, index: number, hint: number, term = this.server.currentTerm): Effect[] {
    const { round } = this.server.reads
    return this.receive(from, { type: 'append-reply', term, success: false, index, hint, round })
  }
}

export const append = (fields: Partial<AppendEntries>): AppendEntries => ({
  type: 'append',
  term: 1,
  prevIndex: 0,
  prevTerm: 0,
  entries: [],
  commitIndex: 0,
  round: 0,
  ...fields,
})

export const requestVote = (term: number, lastLogIndex = 0, lastLogTerm = 0): Message => ({
  type: 'request-vote',
  term,
  lastLogIndex,
  lastLogTerm,
})

/** A membership in the order in which it is told: voters, outgoing, learners. */
export const members = (
  voters: readonly NodeId[],
  outgoing: readonly NodeId[] = [],
  learners: readonly NodeId[] = [],
): Membership => ({ voters, outgoing, learners })

/** An entry that says who the members are. */
export const memberEntry = (index: number, term: number, membership: Membership): Entry => ({
  ...entry(index, term, null),
  membership,
})

export const vote = (term: number, granted = true): Message => ({ type: 'vote', term, granted })

export const sends = (effects: readonly Effect[]): Send[] => effects.filter((effect) => effect.do === 'send')

export const messages = (effects: readonly Effect[]): Message[] =>
  sends(effects).map(({ message }) => message)

export const persists = (effects: readonly Effect[]): Persist[] =>
  effects.filter((effect) => effect.do === 'persist')

export const kinds = (effects: readonly Effect[]): string[] =>
  effects.map((effect) => (effect.do === 'send' ? `send ${effect.message.type}` : effect.do))

export const appendsTo = (effects: readonly Effect[], to: NodeId): AppendEntries[] =>
  sends(effects).flatMap((one) => (one.to === to && one.message.type === 'append' ? [one.message] : []))

export const appendReplies = (effects: readonly Effect[]): AppendReply[] =>
  messages(effects).filter((message) => message.type === 'append-reply')
