import type { Json } from '../../../src/base/json.ts'
import type { NodeId } from '../../../src/base/node-id.ts'
import type { NodeView, Role } from '../../../src/record/node-view.ts'
import type { Outcome } from '../../../src/record/operation.ts'
import type { Cancel, Environment, RaftNode } from '../../../src/subject/contract.ts'
import type { Habits, Mistakes } from './habits.ts'
import { Machine } from './machine.ts'
import type { Message, Of } from './messages.ts'
import { StoredLog, type Call, type Entry } from './stored-log.ts'

const HEARTBEAT = 50
const ELECTION = 150
const BATCH = 64

/** A correct Raft with {@link Habits}, as strangers have them, and with mistakes where they are planted. */
export class UnusualRaft implements RaftNode<Call, Json, Message> {
  readonly #env: Environment<Message>
  readonly #habits: Habits
  readonly #mistakes: Mistakes
  readonly #peers: readonly NodeId[]
  readonly #log: StoredLog
  #machine: Machine
  #role: Role = 'follower'
  #asksFirst = false
  #leader: NodeId | null = null
  #commit: number
  #applied: number
  #lastSnapshot = 0
  readonly #waiting = new Map<number, { term: number; done: (outcome: Outcome<Json>) => void }>()
  /** What it answered itself, where that is all it remembers of requests. */
  readonly #answers = new Map<string, Outcome<Json>>()
  #votes = new Set<NodeId>()
  #next = new Map<NodeId, number>()
  #match = new Map<NodeId, number>()
  #ready = false
  #cancelTimer: Cancel = () => {}
  /** What its view shows where that lags behind. */
  #shownVote: NodeId | null
  #shownTerm: number
  #showsLeading = 0

  constructor(env: Environment<Message>, habits: Habits, mistakes: Mistakes) {
    this.#env = env
    this.#habits = habits
    this.#mistakes = mistakes
    this.#peers = env.members.filter((id) => id !== env.id)
    const first = env.storage.load() === undefined
    this.#log = new StoredLog(env)
    const { index, state } = this.#log.snapshot
    this.#machine = new Machine(state, mistakes.sessions)
    if (mistakes.appliesOtherwise === true && index > 0)
      this.#machine = new Machine({ ...state, values: { ...state.values, extra: index } })
    this.#applied = this.#lastSnapshot = index
    this.#commit = habits.commitFromZero ? 0 : index
    ;[this.#shownTerm, this.#shownVote] = [this.#log.term, this.#log.vote]
    const joins = first && env.id === env.members.at(-1) ? habits.joinsAfter : 0
    // what recovery cleaned up must be on disk before anything is built on it
    const begin = (): void =>
      this.#log.afterSync(() => {
        this.#ready = true
        this.#waitForLeader()
      })
    if (joins > 0) env.clock.after(joins, begin)
    else begin()
  }

  receive(from: NodeId, message: Message): void {
    if (!this.#ready) return
    const speculative = message.type === 'pre?' || (message.type === 'pre!' && message.granted)
    if (message.term > this.#log.term && !speculative) this.#follow(message.term)
    if (message.type === 'pre?') this.#onPreVoteRequest(from, message)
    else if (message.type === 'pre!') this.#onPreVote(from, message)
    else if (message.type === 'vote?') this.#onVoteRequest(from, message)
    else if (message.type === 'vote!') this.#onVote(from, message)
    else if (message.type === 'append?') this.#onAppend(from, message)
    else if (message.type === 'snapshot') this.#onSnapshot(from, message)
    else this.#onAppendReply(from, message)
  }

  submit(call: Call, done: (outcome: Outcome<Json>) => void): void {
    if (this.#habits.sessions !== (call.sequence !== undefined))
      throw new TypeError(`sessions: ${this.#habits.sessions}, and sequence is ${call.sequence}`)
    if (this.#role !== 'leader') return done({ type: 'fail', error: 'not leader' })
    const before = this.#answers.get(`${call.client}/${call.sequence}`)
    if (before !== undefined) return done(before)
    const index = this.#log.lastIndex + 1
    // an entry of an earlier reign stood here and was cut off; another server may still hold it
    this.#waiting.get(index)?.done({ type: 'info', error: 'cut off, perhaps not everywhere' })
    this.#waiting.set(index, { term: this.#log.term, done })
    const twice = this.#habits.twice && call.f !== 'read'
    const id = twice ? `${this.#log.term}/${index}` : ''
    this.#propose(call, id)
    if (twice && this.#role === 'leader') this.#propose(call, id)
  }

  view(): NodeView {
    const { snapshot, shown, term } = this.#log
    const steppedDown = this.#env.clock.now() >= this.#showsLeading
    const late = this.#habits.votesShownAfter > 0
    const vote = late
      ? this.#shownTerm === term || this.#habits.keepsOldVote
        ? this.#shownVote
        : null
      : this.#log.vote
    const old = this.#habits.keepsOldVote && vote === null ? this.#shownVote : vote
    const preRole = this.#habits.preVote === 'candidate' ? 'candidate' : 'follower'
    const role = this.#asksFirst ? preRole : this.#role
    return {
      role: role === 'follower' && !steppedDown ? 'leader' : role,
      currentTerm: term,
      votedFor: old,
      log: shown,
      firstIndex: snapshot.index + 1,
      commitIndex: this.#commit,
      lastApplied: this.#applied,
      ...(this.#habits.showsMore ? this.#more() : {}),
    }
  }

  stop(): void {
    this.#ready = false
    this.#cancelTimer()
    if (!this.#habits.worksWhenStopped) return
    for (let i = 0; i < 1000; i++)
      this.#env.storage.write(`log/${i}`, { term: 99, before: 0, call: null, id: '' })
    this.#env.storage.sync(() => this.#env.storage.write('meta', { term: 1000, vote: null }))
    for (const peer of this.#peers)
      this.#env.transport.send(peer, { type: 'vote!', term: 1000, granted: true })
    this.#env.clock.after(1, () => this.#campaign())
  }

  #more(): Partial<NodeView> {
    const { index, term } = this.#log.snapshot
    const matches = [...this.#match].filter(([id]) => id !== this.#env.id)
    return {
      ...{ members: this.#env.members, leader: this.#leader, snapshotIndex: index, snapshotTerm: term },
      ...(this.#role === 'leader' ? { matchIndex: Object.fromEntries(matches) } : {}),
      stateDigest: JSON.stringify(this.#machine.state.values),
    }
  }

  // ---- terms and votes ----

  #setTerm(term: number, vote: NodeId | null, durable = true): void {
    const forgets = this.#mistakes.forgetsVote === true && vote !== this.#env.id
    this.#log.setMeta(term, vote, durable && !forgets)
    if (vote === null) return
    const show = (): void => {
      if (this.#log.term !== term) return
      ;[this.#shownTerm, this.#shownVote] = [term, vote]
    }
    if (this.#habits.votesShownAfter === 0) show()
    else this.#log.afterSync(() => void this.#env.clock.after(this.#habits.votesShownAfter, show))
  }

  #follow(term: number): void {
    if (this.#role === 'leader') {
      if (this.#habits.stepsDownAfter > 0)
        this.#showsLeading = this.#env.clock.now() + this.#habits.stepsDownAfter
      if (this.#habits.infoOnLoss) {
        for (const { done } of this.#waiting.values()) done({ type: 'info', error: 'leadership lost' })
        this.#waiting.clear()
      }
    }
    this.#setTerm(term, null, !this.#habits.volatileTerm)
    this.#leader = null
    this.#asksFirst = false
    if (this.#role !== 'follower') this.#waitForLeader()
    this.#role = 'follower'
  }

  #waitForLeader(): void {
    this.#cancelTimer()
    const timeout = this.#env.random.int(ELECTION, 2 * ELECTION)
    this.#cancelTimer = this.#env.clock.after(timeout, () => this.#campaign())
  }

  #campaign(): void {
    if (!this.#ready) return
    this.#role = 'follower'
    this.#leader = null
    if (this.#habits.preVote === 'none') return this.#stand()
    this.#asksFirst = true
    this.#votes = new Set()
    this.#waitForLeader()
    this.#ask('pre?', this.#log.term + 1)
    this.#countPreVote(this.#env.id)
  }

  #stand(): void {
    this.#asksFirst = false
    this.#role = 'candidate'
    this.#setTerm(this.#log.term + 1, this.#env.id)
    this.#votes = new Set()
    this.#waitForLeader()
    const { term } = this.#log
    this.#log.afterSync(() => {
      if (this.#log.term !== term || this.#role !== 'candidate') return
      this.#count(this.#env.id)
      this.#ask('vote?', term)
    })
  }

  #ask(type: 'pre?' | 'vote?', term: number): void {
    const { lastIndex, lastTerm } = this.#log
    for (const peer of this.#peers) this.#send(peer, { type, term, lastIndex, lastTerm })
  }

  #wouldVote({ lastIndex, lastTerm }: Of<'vote?'> | Of<'pre?'>): boolean {
    const own = this.#log.lastTerm
    const asGood = lastTerm > own || (lastTerm === own && lastIndex >= this.#log.lastIndex)
    return asGood || this.#mistakes.votesBlindly === true
  }

  #onPreVoteRequest(from: NodeId, asked: Of<'vote?'> | Of<'pre?'>): void {
    const granted = this.#role !== 'leader' && this.#leader === null && asked.term > this.#log.term
    const term = granted ? asked.term : this.#log.term
    this.#send(from, { type: 'pre!', term, granted: granted && this.#wouldVote(asked) })
  }

  #onPreVote(from: NodeId, { term, granted }: Of<'vote!'> | Of<'pre!'>): void {
    if (granted && this.#asksFirst && term === this.#log.term + 1) this.#countPreVote(from)
  }

  #countPreVote(voter: NodeId): void {
    this.#votes.add(voter)
    if (this.#votes.size * 2 > this.#env.members.length) this.#stand()
  }

  #onVoteRequest(from: NodeId, asked: Of<'vote?'> | Of<'pre?'>): void {
    const { term, vote } = this.#log
    const free = asked.term === term && (vote === null || vote === from)
    const granted = free && this.#wouldVote(asked)
    if (granted) {
      if (vote === null) this.#setTerm(term, from)
      this.#waitForLeader()
    }
    this.#promise(from, { type: 'vote!', term, granted })
  }

  #onVote(from: NodeId, { term, granted }: Of<'vote!'> | Of<'pre!'>): void {
    if (granted && term === this.#log.term && this.#role === 'candidate') this.#count(from)
  }

  #count(voter: NodeId): void {
    this.#votes.add(voter)
    if (this.#votes.size * 2 <= this.#env.members.length) return
    this.#role = 'leader'
    this.#leader = this.#env.id
    this.#next = new Map(this.#peers.map((peer) => [peer, this.#log.lastIndex + 1]))
    this.#match = new Map(this.#env.members.map((id) => [id, 0]))
    if (!this.#habits.noNoop) this.#propose(null, '')
    this.#beat(this.#habits.noNoop)
  }

  // ---- replication ----

  #beat(send = true): void {
    this.#cancelTimer()
    this.#cancelTimer = this.#env.clock.after(HEARTBEAT, () => this.#beat())
    if (send)
      for (const peer of this.#peers)
        this.#sendEntries(peer, this.#mistakes.neverCatchesUp === true ? 0 : BATCH)
  }

  #propose(call: Call | null, id: string): void {
    const { term } = this.#log
    this.#log.add({ term, before: this.#log.lastTerm, call, id })
    const index = this.#log.lastIndex
    const send = (): void => {
      if (this.#log.term === term && this.#role === 'leader')
        for (const peer of this.#peers) this.#sendEntries(peer)
    }
    if (!this.#habits.syncsBeforeSending) send()
    this.#log.afterSync(() => {
      if (this.#habits.syncsBeforeSending) send()
      if (this.#log.term === term && this.#role === 'leader') this.#acknowledged(this.#env.id, index)
    })
  }

  #sendEntries(to: NodeId, most = BATCH): void {
    const before = (this.#next.get(to) ?? 1) - 1
    const { term, snapshot } = this.#log
    if (before < snapshot.index && most > 0) return this.#send(to, { type: 'snapshot', term, snapshot })
    const from = Math.max(before, snapshot.index)
    const entries = this.#log.from(from + 1, most)
    this.#send(to, {
      ...{ type: 'append?', term, before: from, beforeTerm: this.#log.termAt(from) },
      ...{ entries, commit: this.#commit },
    })
  }

  /** Whether the sender leads this server's term. */
  #isLed(from: NodeId, term: number): boolean {
    if (term < this.#log.term) {
      this.#promise(from, { type: 'append!', term: this.#log.term, ok: false, index: 0 })
      return false
    }
    this.#role = 'follower'
    this.#asksFirst = false
    this.#leader = from
    this.#waitForLeader()
    return true
  }

  #onAppend(from: NodeId, { term, before, beforeTerm, entries, commit }: Of<'append?'>): void {
    if (!this.#isLed(from, term) && this.#mistakes.takesOldAppends !== true) return
    const log = this.#log
    const { snapshot } = log
    if (before > log.lastIndex || (before >= snapshot.index && log.termAt(before) !== beforeTerm)) {
      const index = Math.min(log.lastIndex, before - 1)
      return this.#promise(from, { type: 'append!', term, ok: false, index })
    }
    for (const [at, entry] of entries.entries()) {
      const index = before + 1 + at
      if (index <= snapshot.index || log.termAt(index) === entry.term) continue
      // only what conflicts goes: an old message must not cut off what a newer one brought
      if (index <= log.lastIndex) log.truncateFrom(index)
      log.add(entry)
    }
    const index = before + entries.length
    // with nothing unknown behind the new entries, what comes next is what the leader has committed
    if (this.#habits.commitUnclamped && index === log.lastIndex) this.#commit = Math.max(this.#commit, commit)
    this.#advance(Math.min(commit, index))
    if (this.#mistakes.acknowledgesEarly === true)
      this.#send(from, { type: 'append!', term, ok: true, index })
    else this.#promise(from, { type: 'append!', term, ok: true, index })
  }

  #onSnapshot(from: NodeId, { term, snapshot }: Of<'snapshot'>): void {
    if (!this.#isLed(from, term)) return
    if (snapshot.index > this.#applied) {
      this.#log.become(snapshot)
      this.#machine = new Machine(snapshot.state, this.#mistakes.sessions)
      this.#applied = this.#lastSnapshot = snapshot.index
      if (!this.#habits.commitFromZero) this.#commit = Math.max(this.#commit, snapshot.index)
    }
    this.#promise(from, {
      type: 'append!',
      term,
      ok: true,
      index: Math.min(snapshot.index, this.#log.lastIndex),
    })
  }

  #onAppendReply(from: NodeId, { term, ok, index }: Of<'append!'>): void {
    if (term !== this.#log.term || this.#role !== 'leader') return
    const known = this.#match.get(from) ?? 0
    if (!ok) {
      this.#next.set(from, Math.max(known, Math.min(index, (this.#next.get(from) ?? 1) - 2)) + 1)
      if (this.#mistakes.neverCatchesUp !== true) this.#sendEntries(from)
    } else if (index > known) {
      this.#next.set(from, index + 1)
      this.#acknowledged(from, index)
      if (index < this.#log.lastIndex && this.#mistakes.neverCatchesUp !== true) this.#sendEntries(from)
    }
  }

  #acknowledged(by: NodeId, index: number): void {
    this.#match.set(by, Math.max(this.#match.get(by) ?? 0, index))
    const held = [...this.#match.values()].sort((a, b) => b - a)
    const onMajority = held[Math.floor(held.length / 2)] ?? 0
    const own = this.#log.termAt(onMajority) === this.#log.term
    if (own || this.#mistakes.commitsOldTerms === true) this.#advance(onMajority)
  }

  // ---- state machine ----

  #advance(commit: number): void {
    this.#commit = Math.max(this.#commit, commit)
    while (this.#applied < commit) {
      const index = ++this.#applied
      const entry = this.#log.entryAt(index) as Entry
      const outcome = this.#machine.apply(entry)
      const waiting = this.#waiting.get(index)
      this.#waiting.delete(index)
      if (this.#mistakes.sessions === 'at-the-leader' && waiting?.term === entry.term)
        this.#answers.set(`${entry.call?.client}/${entry.call?.sequence}`, outcome)
      // another entry took the place, for good: ours can never be executed
      waiting?.done(waiting.term === entry.term ? outcome : { type: 'fail', error: 'lost to a newer leader' })
    }
    this.#compact()
  }

  #compact(): void {
    const { snapshotEvery, uneven } = this.#habits
    if (snapshotEvery === 0) return
    const every = snapshotEvery + (uneven ? 3 * this.#env.members.indexOf(this.#env.id) : 0)
    if (this.#applied - this.#lastSnapshot >= every) this.#takeSnapshot()
  }

  snapshot(done: (outcome: Outcome<null>) => void): void {
    if (this.#ready && this.#applied > this.#lastSnapshot) this.#takeSnapshot()
    done({ type: 'ok', value: null })
  }

  #takeSnapshot(): void {
    this.#lastSnapshot = this.#applied
    const term = this.#log.termAt(this.#applied)
    this.#log.become({ index: this.#applied, term, state: this.#machine.state })
  }

  // ---- wire ----

  /** Answers once the answer is durable, unless the term is over by then: a lost answer is always safe. */
  #promise(to: NodeId, message: Message): void {
    this.#log.afterSync(() => {
      if (message.term === this.#log.term) this.#send(to, message)
    })
  }

  #send(to: NodeId, message: Message): void {
    this.#env.transport.send(to, message)
  }
}
