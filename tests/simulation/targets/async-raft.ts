/* eslint-disable @typescript-eslint/no-misused-promises -- async handlers nobody awaits are what it is about */
import { inProcess } from '../../../src/subject/in-process.ts'
import type { Json } from '../../../src/base/json.ts'
import type { NodeId } from '../../../src/base/node-id.ts'
import type { NodeView } from '../../../src/record/node-view.ts'
import type { Outcome } from '../../../src/record/operation.ts'
import type { Environment, RaftNode } from '../../../src/subject/contract.ts'
import type { Target } from '../../../src/subject/target.ts'

// A Raft as one writes it for Node.js: promises, `setTimeout`, `Date.now()`, `Math.random()`. Of the environment it
// uses only the wire and the disk. Its disk is that of the package's fixture `my-raft.ts`: `meta` holds term and
// vote, `log/<index>` one entry each, which also names the term before it.

type Call = { f: 'read' | 'write' | 'cas'; key?: string; value?: Json }
type Entry = { term: number; before: number; call: Call | null }
type Message =
  | { type: 'vote?'; term: number; lastIndex: number; lastTerm: number }
  | { type: 'vote!'; term: number; granted: boolean }
  | { type: 'append?'; term: number; before: number; beforeTerm: number; entries: Entry[]; commit: number }
  | { type: 'append!'; term: number; ok: boolean; index: number }
type Of<T extends Message['type']> = Extract<Message, { type: T }>

export interface Faults {
  /** Acknowledges entries without waiting for the disk. */
  readonly ackBeforeSync?: boolean
  /** Grants a vote without looking at the candidate's log. */
  readonly voteBlindly?: boolean
}

const HEARTBEAT = 50
const ELECTION = 150
const BATCH = 64

/** What became of a call, for whoever waits for it. */
class Fate {
  readonly term: number
  readonly outcome: Promise<Outcome<Json>>
  settle: (outcome: Outcome<Json>) => void = () => {}

  constructor(term: number) {
    this.term = term
    this.outcome = new Promise((resolve) => {
      this.settle = resolve
    })
  }
}

export class AsyncRaft implements RaftNode<Call, Json, Message> {
  readonly #env: Environment<Message>
  readonly #faults: Faults
  readonly #peers: readonly NodeId[]
  readonly #log: Entry[] = []
  readonly #values = new Map<string, Json>()
  readonly #fates = new Map<number, Fate>()
  readonly #next = new Map<NodeId, number>()
  readonly #match = new Map<NodeId, number>()
  #votes = new Set<NodeId>()
  #role: NodeView['role'] = 'follower'
  #term = 0
  #vote: NodeId | null = null
  #commit = 0
  #applied = 0
  #written = 0
  #durable = 0
  #lastHeard = Date.now()
  #patience = 0
  #watch: ReturnType<typeof setTimeout> | undefined
  #heart: ReturnType<typeof setInterval> | undefined

  private constructor(env: Environment<Message>, faults: Faults) {
    this.#env = env
    this.#faults = faults
    this.#peers = env.members.filter((id) => id !== env.id)
  }

  static async open(env: Environment<Message>, faults: Faults = {}): Promise<AsyncRaft> {
    const raft = new AsyncRaft(env, faults)
    raft.#recover((env.storage.load() ?? {}) as Record<string, Json>)
    // what recovery cleaned up must be on disk before anything is built on it
    await raft.#synced()
    raft.#heard()
    raft.#watchLeader()
    return raft
  }

  receive(from: NodeId, message: Message): Promise<void> {
    if (message.term > this.#term) this.#follow(message.term)
    switch (message.type) {
      case 'vote?':
        return this.#onVoteRequest(from, message)
      case 'vote!':
        return this.#onVote(from, message)
      case 'append?':
        return this.#onAppend(from, message)
      case 'append!':
        return this.#onAppendReply(from, message)
    }
  }

  async submit(call: Call, done: (outcome: Outcome<Json>) => void): Promise<void> {
    if (this.#role !== 'leader') return done({ type: 'fail', error: 'not leader' })
    const index = this.#log.length + 1
    // an entry of an earlier reign stood here and was cut off; another server may still hold it
    this.#fates.get(index)?.settle({ type: 'info', error: 'cut off, perhaps not everywhere' })
    const fate = new Fate(this.#term)
    this.#fates.set(index, fate)
    const [outcome] = await Promise.all([fate.outcome, this.#propose(call)])
    done(outcome)
  }

  view(): NodeView {
    return {
      role: this.#role,
      currentTerm: this.#term,
      votedFor: this.#vote,
      log: this.#log.map((entry, at) => ({ index: at + 1, term: entry.term, digest: digestOf(entry) })),
      firstIndex: 1,
      commitIndex: this.#commit,
      lastApplied: this.#applied,
    }
  }

  // ---- disk ----

  #recover(stored: Record<string, Json>): void {
    const meta = stored['meta'] as { term: number; vote: NodeId | null } | undefined
    if (meta !== undefined) [this.#term, this.#vote] = [meta.term, meta.vote]
    for (;;) {
      const entry = (stored[`log/${this.#log.length + 1}`] ?? null) as Entry | null
      if (entry === null || entry.before !== this.#lastTerm()) break
      this.#log.push(entry)
    }
    for (const [key, value] of Object.entries(stored)) {
      if (key.startsWith('log/') && Number(key.slice(4)) > this.#log.length && value !== null)
        this.#write(key, null)
    }
    if (this.#lastTerm() > this.#term) this.#setTerm(this.#lastTerm(), null)
  }

  #write(key: string, value: unknown): void {
    this.#written++
    this.#env.storage.write(key, value as Json)
  }

  /** Resolves once everything written so far is durable. */
  async #synced(): Promise<void> {
    const upTo = this.#written
    if (this.#durable >= upTo) return
    await new Promise<void>((resolve) => this.#env.storage.sync(resolve))
    this.#durable = Math.max(this.#durable, upTo)
  }

  #setTerm(term: number, vote: NodeId | null): void {
    this.#term = term
    this.#vote = vote
    this.#write('meta', { term, vote })
  }

  #add(entry: Entry): void {
    this.#log.push(entry)
    this.#write(`log/${this.#log.length}`, entry)
  }

  #cutFrom(index: number): void {
    for (let at = index; at <= this.#log.length; at++) this.#write(`log/${at}`, null)
    this.#log.length = index - 1
  }

  // ---- elections ----

  #follow(term: number): void {
    this.#setTerm(term, null)
    this.#role = 'follower'
    clearInterval(this.#heart)
    this.#heart = undefined
  }

  #heard(): void {
    this.#lastHeard = Date.now()
    this.#patience = ELECTION + Math.floor(Math.random() * ELECTION)
  }

  /** Looks after the leader as long as the server lives, by the time on the wall. */
  #watchLeader(): void {
    const left = this.#lastHeard + this.#patience - Date.now()
    this.#watch = setTimeout(
      async () => {
        const waited = Date.now() - this.#lastHeard
        this.#watchLeaderAgain()
        if (this.#role !== 'leader' && waited >= this.#patience) await this.#campaign()
      },
      Math.max(1, left),
    )
  }

  #watchLeaderAgain(): void {
    if (Date.now() - this.#lastHeard >= this.#patience) this.#heard()
    clearTimeout(this.#watch)
    this.#watchLeader()
  }

  async #campaign(): Promise<void> {
    this.#role = 'candidate'
    this.#setTerm(this.#term + 1, this.#env.id)
    this.#votes = new Set()
    const term = this.#term
    await this.#synced()
    if (this.#term !== term || this.#role !== 'candidate') return
    for (const peer of this.#peers) {
      this.#send(peer, { type: 'vote?', term, lastIndex: this.#log.length, lastTerm: this.#lastTerm() })
    }
    await this.#count(this.#env.id)
  }

  async #onVoteRequest(from: NodeId, asked: Of<'vote?'>): Promise<void> {
    const newer = asked.lastTerm > this.#lastTerm()
    const asLong = asked.lastTerm === this.#lastTerm() && asked.lastIndex >= this.#log.length
    const free = asked.term === this.#term && (this.#vote === null || this.#vote === from)
    const granted = free && (newer || asLong || this.#faults.voteBlindly === true)
    if (granted) {
      if (this.#vote === null) this.#setTerm(this.#term, from)
      this.#heard()
    }
    await this.#promise(from, { type: 'vote!', term: this.#term, granted })
  }

  async #onVote(from: NodeId, { term, granted }: Of<'vote!'>): Promise<void> {
    if (granted && term === this.#term && this.#role === 'candidate') await this.#count(from)
  }

  async #count(voter: NodeId): Promise<void> {
    this.#votes.add(voter)
    if (this.#votes.size * 2 <= this.#env.members.length) return
    this.#role = 'leader'
    for (const peer of this.#peers) this.#next.set(peer, this.#log.length + 1)
    for (const id of this.#env.members) this.#match.set(id, 0)
    this.#heart = setInterval(() => this.#replicate(), HEARTBEAT)
    // earlier terms' entries are committed only through one of this term
    await this.#propose(null)
  }

  // ---- replication ----

  async #propose(call: Call | null): Promise<void> {
    const term = this.#term
    this.#add({ term, before: this.#lastTerm(), call })
    const index = this.#log.length
    this.#replicate()
    await this.#synced()
    if (this.#term === term && this.#role === 'leader') this.#acknowledged(this.#env.id, index)
  }

  #replicate(): void {
    for (const peer of this.#peers) this.#sendEntries(peer)
  }

  #sendEntries(to: NodeId): void {
    const before = (this.#next.get(to) ?? 1) - 1
    const entries = this.#log.slice(before, before + BATCH)
    const beforeTerm = this.#termAt(before)
    this.#send(to, { type: 'append?', term: this.#term, before, beforeTerm, entries, commit: this.#commit })
  }

  async #onAppend(from: NodeId, { term, before, beforeTerm, entries, commit }: Of<'append?'>): Promise<void> {
    if (term < this.#term)
      return this.#promise(from, { type: 'append!', term: this.#term, ok: false, index: 0 })
    this.#role = 'follower'
    this.#heard()
    if (before > this.#log.length || this.#termAt(before) !== beforeTerm) {
      return this.#promise(from, { type: 'append!', term, ok: false, index: this.#lastBefore(before) })
    }
    for (const [at, entry] of entries.entries()) {
      const index = before + 1 + at
      if (index <= this.#log.length && this.#termAt(index) === entry.term) continue
      // only what conflicts goes: an old message must not cut off what a newer one brought
      if (index <= this.#log.length) this.#cutFrom(index)
      this.#add(entry)
    }
    const index = before + entries.length
    this.#advance(Math.min(commit, index))
    if (this.#faults.ackBeforeSync === true) this.#send(from, { type: 'append!', term, ok: true, index })
    else await this.#promise(from, { type: 'append!', term, ok: true, index })
  }

  async #onAppendReply(from: NodeId, { term, ok, index }: Of<'append!'>): Promise<void> {
    if (term !== this.#term || this.#role !== 'leader') return
    const known = this.#match.get(from) ?? 0
    if (!ok) {
      this.#next.set(from, Math.max(known, Math.min(index, (this.#next.get(from) ?? 1) - 2)) + 1)
      this.#sendEntries(from)
    } else if (index > known) {
      this.#next.set(from, index + 1)
      this.#acknowledged(from, index)
      if (index < this.#log.length) this.#sendEntries(from)
    }
  }

  #acknowledged(by: NodeId, index: number): void {
    this.#match.set(by, Math.max(this.#match.get(by) ?? 0, index))
    const held = [...this.#match.values()].sort((a, b) => b - a)
    const onMajority = held[Math.floor(held.length / 2)] ?? 0
    if (this.#termAt(onMajority) === this.#term) this.#advance(onMajority)
  }

  // ---- state machine ----

  #advance(commit: number): void {
    this.#commit = Math.max(this.#commit, commit)
    while (this.#applied < this.#commit) {
      const entry = this.#log[this.#applied++] as Entry
      const outcome = this.#apply(entry.call)
      const fate = this.#fates.get(this.#applied)
      this.#fates.delete(this.#applied)
      // another entry took the place, for good: ours can never be executed
      fate?.settle(fate.term === entry.term ? outcome : { type: 'fail', error: 'lost to a newer leader' })
    }
  }

  #apply(call: Call | null): Outcome<Json> {
    if (call === null) return { type: 'ok', value: null }
    const key = call.key ?? ''
    const old = this.#values.get(key) ?? null
    if (call.f === 'read') return { type: 'ok', value: old }
    const [expected, wanted] = call.f === 'cas' ? (call.value as [Json, Json]) : [old, call.value as Json]
    if (JSON.stringify(old) !== JSON.stringify(expected)) return { type: 'fail', error: 'another value' }
    this.#values.set(key, wanted)
    return { type: 'ok', value: null }
  }

  // ---- wire ----

  /** Answers once the answer is durable, unless the term is over by then: a lost answer is always safe. */
  async #promise(to: NodeId, message: Message): Promise<void> {
    await this.#synced()
    if (message.term === this.#term) this.#send(to, message)
  }

  #send(to: NodeId, message: Message): void {
    this.#env.transport.send(to, message)
  }

  #termAt(index: number): number {
    return this.#log[index - 1]?.term ?? 0
  }

  #lastTerm(): number {
    return this.#termAt(this.#log.length)
  }

  /** Where to try next: the last index before the whole term that did not fit. */
  #lastBefore(index: number): number {
    if (index > this.#log.length) return this.#log.length
    const term = this.#termAt(index)
    let last = index - 1
    while (last > 0 && this.#termAt(last) === term) last--
    return last
  }
}

const digests = new WeakMap<Entry, string>()

function digestOf(entry: Entry): string {
  const known = digests.get(entry)
  if (known !== undefined) return known
  const { call } = entry
  const digest = JSON.stringify(call && [call.f, call.key ?? '', call.value ?? null])
  digests.set(entry, digest)
  return digest
}

/** The target, with bugs planted where asked for. */
export function asyncRaft(faults: Faults = {}): Target {
  return inProcess({
    name: 'async-raft',
    globals: 'virtual',
    electionTimeout: 2 * ELECTION,
    create: (env) => AsyncRaft.open(env, faults),
  }) as Target
}
