import { present } from '../base/assert.ts'
import { elementAt } from '../base/element-at.ts'
import { canonicalJson, type Json } from '../base/json.ts'
import type { NodeId } from '../base/node-id.ts'
import type { Violation } from '../record/verdict.ts'
import { fingerprint } from '../sim/fingerprint.ts'
import type { LensMessage } from '../subject/contract.ts'
import type { Target } from '../subject/target.ts'
import type { ClientCall } from './client-calls.ts'
import { GrowingNumbers } from './growing.ts'
import { Interned } from './interned.ts'
import { LiveServers } from './live-servers.ts'
import { LoneServer, type Identity, type LoneStep, type Reply } from './lone-server.ts'
import { NumberPairs } from './number-pairs.ts'
import { Pasts, type Vote } from './past.ts'
import { inputKey, type ServerInput } from './server-input.ts'
import { sameLog, sameSettled, shownBy, type ShownState } from './shown-state.ts'

/** A message by number: equal ones of one link have one number. */
export interface ExploredMessage {
  readonly from: number
  readonly to: number
  readonly body: Json
  /** What a script calls it. */
  readonly fingerprint: string
}

/** A state of one server. */
export interface ServerState {
  readonly server: number
  /** The state and the input that first led to it; -1: it has just begun. */
  readonly before: number
  readonly input: number
  /** Numbers of the inputs by which a timer fires that is set. */
  readonly timers: readonly number[]
  /** Whether all that it wrote is durable. */
  readonly isSynced: boolean
  readonly shown: ShownState | undefined
}

/** What an input does to a server in one of its states. */
export interface Transition {
  /** The state after it. */
  readonly next: number
  /** Numbers of the messages it sends. */
  readonly sent: readonly number[]
  /** The call that is its input. */
  readonly asks: { readonly operation: number; readonly again: boolean } | undefined
  readonly replies: readonly Reply[]
  /** What it adds to the past, by number. */
  readonly facts: number
  /** Whether it changes anything for anybody. */
  readonly isEffective: boolean
  /** Whether memory or disk hold another log than before, or what is committed is more. */
  readonly changesLog: boolean
  /** Whether it makes what is committed more. */
  readonly commits: boolean
  /** Whether it leads to another whole log that is applied, or to other members by it. */
  readonly settles: boolean
  /** The server for which it votes in this event. */
  readonly votesFor: number | undefined
  readonly violation: Violation | undefined
}

/**
 * The states of single servers, each once and by number, and what each input leads to. A cluster has far more states than its
 * servers: the code of the target runs once for a state of a server and an input, whatever the rest of the cluster is like.
 *
 * A state is reached again by the inputs that first led to it. Where nothing tells states apart, see {@link Identity}, each
 * sequence of inputs is a state of its own: then only the order of events at different servers is forgotten.
 */
export class ServerStates {
  readonly target: Target
  readonly members: readonly NodeId[]
  readonly calls: readonly ClientCall[]
  readonly messages = new Interned<ExploredMessage>()
  readonly inputs = new Interned<ServerInput>()
  readonly pasts: Pasts
  /** By server, the state in which it begins. */
  readonly begin: readonly number[]
  /** What servers send as they begin. */
  readonly sentAtBegin: readonly number[]
  /** How often code of the target was run, and how often a server had to be led to its state first. */
  executions = 0
  replays = 0
  /** How states are told apart. */
  identity: Identity = 'past'
  readonly #seed: string
  readonly #executed = new GrowingNumbers()
  readonly #receivers = new GrowingNumbers()
  readonly #states = new Interned<ServerState>()
  /** By state and input, what stands where in the list. */
  readonly #numbers = new NumberPairs()
  readonly #transitions: Transition[] = []
  readonly #live = new LiveServers()

  constructor(target: Target, members: readonly NodeId[], seed: string, calls: readonly ClientCall[]) {
    this.target = target
    this.members = members
    this.calls = calls
    this.#seed = seed
    this.pasts = new Pasts(members.length)
    const sent: number[] = []
    this.begin = members.map((_, ordinal) => {
      const [server, step] = this.#newServer(ordinal)
      sent.push(...this.#messagesOf(step))
      this.identity = server.identity
      const state = this.#stateOf(server, ordinal, -1, -1)
      this.#keep(state, server)
      return state
    })
    this.sentAtBegin = sent
  }

  get size(): number {
    return this.#states.size
  }

  at(state: number): ServerState {
    return this.#states.at(state)
  }

  /** To which server a message goes. */
  receiverOf(message: number): number {
    return this.#receivers.at(message)
  }

  /** By state and input, what servers did, in order. */
  get executed(): Int32Array {
    return this.#executed.all
  }

  inputNumber(input: ServerInput): number {
    return this.inputs.numberOf(inputKey(input), () => input)
  }

  /** What the input leads to; the target runs only when that was not asked before. */
  transition(state: number, input: number): Transition {
    const number = this.#numbers.get(state, input)
    if (number !== undefined) return present(this.#transitions[number], 'a transition')
    const made = this.#execute(state, input)
    this.#numbers.set(state, input, this.#transitions.length)
    this.#transitions.push(made)
    this.#executed.push(state)
    this.#executed.push(input)
    return made
  }

  #execute(state: number, input: number): Transition {
    this.executions++
    const { server: ordinal, shown: before } = this.at(state)
    const server = this.#serverIn(state)
    const asked = this.inputs.at(input)
    const step = server.take(asked)
    const next = this.#stateOf(server, ordinal, state, input)
    if (step.violation === undefined) this.#keep(next, server)
    const { shown: after } = this.at(next)
    const facts = this.pasts.factsOf(ordinal, before, after, {
      executed: step.executed,
      votesTold: this.#votesIn(step),
      isRestart: asked.type === 'restart',
    })
    const sent = this.#messagesOf(step)
    const commits = (after?.commitIndex ?? 0) > (before?.commitIndex ?? 0)
    const changesLog =
      before === undefined ||
      after === undefined ||
      commits ||
      !sameLog(before.log, after.log) ||
      !sameLog(before.durable, after.durable)
    return {
      next,
      sent,
      asks: asked.type === 'submit' ? asked : undefined,
      replies: step.replies,
      facts,
      isEffective: next !== state || sent.length > 0 || hasAnswered(step),
      changesLog,
      commits,
      settles: after?.settled !== undefined && !sameSettled(before?.settled, after.settled),
      votesFor: voted(before, after) ? this.members.indexOf(after?.votedFor ?? '') : undefined,
      violation: step.violation,
    }
  }

  #messagesOf({ sent }: LoneStep): number[] {
    return sent.map(({ from, to, message }) => this.messageNumber(from, to, message))
  }

  /** Votes in what a server sends, where its words are known: who asks for votes has voted for itself. */
  #votesIn({ sent }: LoneStep): readonly Vote[] {
    return sent.flatMap(({ from, to, message }): Vote[] => {
      const { kind, term, granted, candidate } = decoded(this.target, message) ?? {}
      if (term === undefined || !Number.isSafeInteger(term)) return []
      if (kind === 'request-vote') return [{ term, candidate: elementAt(this.members, from) }]
      if (kind !== 'vote' || granted !== true) return []
      return [{ term, candidate: candidate ?? elementAt(this.members, to) }]
    })
  }

  messageNumber(from: number, to: number, body: Json): number {
    const key = `${from}>${to} ${canonicalJson(body)}`
    return this.messages.numberOf(key, () => {
      this.#receivers.push(to)
      return { from, to, body, fingerprint: fingerprint(this.target.canonicalForm?.(body) ?? body) }
    })
  }

  /** The number of the state that a server is in. */
  #stateOf(server: LoneServer, ordinal: number, before: number, input: number): number {
    const { open, process } = server
    const timers = server.timers.map((timer) => this.inputNumber({ type: 'fire', timer, hold: false }))
    const own = server.stateKey
    const key =
      own === undefined
        ? `${ordinal} ${before} ${input}`
        : `${ordinal} ${timers.join(' ')} ${open.join(' ')} ${own}`
    return this.#states.numberOf(key, () => ({
      server: ordinal,
      before,
      input,
      timers,
      isSynced: process.disk.unsynced === 0,
      shown: shownBy(process),
    }))
  }

  /** Of the built-in Raft: what another target keeps in its modules two of its servers might share. */
  #keep(state: number, server: LoneServer): void {
    if (this.target.stateKey !== undefined) this.#live.keep(state, server)
  }

  /** A server in that state: one that still is, or one that is led there. It is not kept. */
  #serverIn(state: number): LoneServer {
    const live = this.#live.take(state)
    if (live !== undefined) return live
    this.replays++
    const path: number[] = []
    let at = this.at(state)
    for (; at.before >= 0; at = this.at(at.before)) path.push(at.input)
    const [server] = this.#newServer(at.server)
    for (const input of path.reverse()) server.take(this.inputs.at(input))
    return server
  }

  #newServer(ordinal: number): [LoneServer, LoneStep] {
    const { target, members, calls } = this
    const bodyOf = (message: number): Json => this.messages.at(message).body
    const server = new LoneServer({ target, members, seed: this.#seed, calls, bodyOf }, ordinal)
    return [server, server.begun()]
  }
}

const voted = (before: ShownState | undefined, after: ShownState | undefined): boolean =>
  before !== undefined &&
  after !== undefined &&
  after.votedFor !== null &&
  (before.currentTerm !== after.currentTerm || before.votedFor !== after.votedFor)

/** Undefined where it throws: that was told when the message was sent. */
function decoded({ lens }: Target, message: Json): LensMessage | undefined {
  try {
    return lens?.message?.(message)
  } catch {
    return undefined
  }
}

/** A refusal tells a client nothing that it would not find out later. */
const hasAnswered = ({ replies }: LoneStep): boolean => replies.some(({ outcome }) => outcome.type === 'ok')
