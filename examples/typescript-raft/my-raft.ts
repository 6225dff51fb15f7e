// A small Raft with a key-value store, to be broken and replaced by your own: npx whitewater run --target ./my-raft.ts
// Term, vote and log are stored under one key, so that they survive a crash together or not at all.
import { inProcess, type Cancel, type Environment, type Json, type NodeId, type NodeView } from 'whitewater'
import type { Outcome, RaftNode } from 'whitewater'

type Call = { f: 'read' | 'write' | 'cas'; key: string; value: Json }
type Entry = { term: number; call: Call | null }
type Done = (outcome: Outcome<Json>) => void
type Message = { term: number } & (
  | { type: 'vote?'; lastTerm: number; lastIndex: number }
  | { type: 'vote!' }
  | { type: 'append?'; before: number; beforeTerm: number; entries: Entry[]; commit: number }
  | { type: 'append!'; match: number | null; next: number } // match null: what stands before the entries is missing
)

class MyRaft implements RaftNode<Call, Json> {
  role: NodeView['role'] = 'follower'
  term = 0
  vote: NodeId | null = null
  log: Entry[] = [] // the entry with index i is at i - 1
  shown: NodeView['log'][number][] = [] // the log as view() shows it
  commit = 0
  applied = 0
  store = new Map<string, Json>()
  waiting = new Map<number, Done>() // by the index of their entry
  votes = new Set<NodeId>()
  next = new Map<NodeId, number>()
  match = new Map<NodeId, number>()
  cancel: Cancel = () => {}
  env: Environment

  constructor(env: Environment) {
    this.env = env
    const stored = env.storage.load() as
      { raft?: { term: number; vote: NodeId | null; log: Entry[] } } | undefined
    if (stored?.raft) [this.term, this.vote] = [stored.raft.term, stored.raft.vote]
    for (const entry of stored?.raft?.log ?? []) this.push(entry)
    this.waitForLeader()
  }

  /** Nothing that others rely on leaves before it is durable; of an older term it need not leave at all. */
  persist(then: () => void) {
    const { term, vote, log } = this
    this.env.storage.write('raft', { term, vote, log: [...log] } as Json)
    this.env.storage.sync(() => this.term === term && then())
  }

  send = (to: NodeId, message: Message) => this.env.transport.send(to, message as Json)
  peers = () => this.env.members.filter((id) => id !== this.env.id)
  termAt = (index: number) => this.log[index - 1]?.term ?? 0

  push(entry: Entry) {
    this.log.push(entry)
    this.shown.push({ index: this.log.length, term: entry.term, digest: JSON.stringify(entry.call) })
  }

  waitForLeader() {
    this.cancel()
    this.cancel = this.env.clock.after(this.env.random.int(150, 300), () => this.campaign())
  }

  campaign() {
    ;[this.role, this.vote, this.votes] = ['candidate', this.env.id, new Set()]
    this.term += 1
    this.waitForLeader()
    this.persist(() => {
      const [lastIndex, lastTerm] = [this.log.length, this.termAt(this.log.length)]
      for (const id of this.peers()) this.send(id, { type: 'vote?', term: this.term, lastTerm, lastIndex })
      this.count(this.env.id)
    })
  }

  count(voter: NodeId) {
    this.votes.add(voter)
    if (this.role !== 'candidate' || this.votes.size * 2 <= this.env.members.length) return
    this.role = 'leader'
    this.next = new Map(this.peers().map((id) => [id, this.log.length + 1]))
    this.match = new Map(this.env.members.map((id) => [id, 0]))
    this.append(null) // an entry of its own term: with it those before are committed (§5.4.2)
    this.beat()
  }

  beat() {
    this.cancel()
    this.cancel = this.env.clock.after(50, () => this.beat())
    for (const id of this.peers()) this.replicate(id)
  }

  append(call: Call | null) {
    this.push({ term: this.term, call })
    const index = this.log.length
    this.persist(() => this.acknowledged(this.env.id, index))
    for (const id of this.peers()) this.replicate(id)
  }

  replicate(to: NodeId) {
    const before = (this.next.get(to) ?? 1) - 1
    const entries = this.log.slice(before, before + 50)
    const { term, commit } = this
    this.send(to, { type: 'append?', term, before, beforeTerm: this.termAt(before), entries, commit })
  }

  receive(from: NodeId, body: Json) {
    const message = body as Message
    if (message.term > this.term) this.follow(message.term)
    if (message.type === 'vote?') this.onVoteRequest(from, message)
    else if (message.type === 'append?') this.onAppend(from, message)
    else if (message.term < this.term) return
    else if (message.type === 'vote!') this.count(from)
    else if (this.role === 'leader') this.onAppended(from, message)
  }

  follow(term: number) {
    if (term > this.term) [this.term, this.vote] = [term, null]
    if (this.role !== 'follower') this.waitForLeader()
    this.role = 'follower'
    for (const done of this.waiting.values()) done({ type: 'info', error: 'no leader any more' })
    this.waiting.clear()
  }

  onVoteRequest(from: NodeId, { term, lastTerm, lastIndex }: Message & { type: 'vote?' }) {
    const ours = this.termAt(this.log.length)
    const current = lastTerm > ours || (lastTerm === ours && lastIndex >= this.log.length) // §5.4.1
    if (term < this.term || !current || (this.vote !== null && this.vote !== from)) return
    this.vote = from
    this.waitForLeader()
    this.persist(() => this.send(from, { type: 'vote!', term }))
  }

  onAppend(from: NodeId, { term, before, beforeTerm, entries, commit }: Message & { type: 'append?' }) {
    const refuse = (next: number) =>
      this.persist(() => this.send(from, { type: 'append!', term: this.term, match: null, next }))
    if (term < this.term) return refuse(1) // tells an old leader the new term
    this.follow(term)
    this.waitForLeader()
    if (before > this.log.length) return refuse(this.log.length + 1)
    if (this.termAt(before) !== beforeTerm) return refuse(before)
    entries.forEach((entry, i) => {
      const index = before + 1 + i
      // only what conflicts goes, with all that follows it: an old message may end earlier (§5.3)
      if (this.termAt(index) !== entry.term)
        this.log.length = this.shown.length = Math.min(index - 1, this.log.length)
      if (index > this.log.length) this.push(entry)
    })
    const match = before + entries.length
    this.apply(Math.min(commit, match))
    this.persist(() => this.send(from, { type: 'append!', term, match, next: match + 1 }))
  }

  onAppended(from: NodeId, { match, next }: Message & { type: 'append!' }) {
    const known = this.match.get(from) ?? 0
    if (match !== null && match <= known) return // overtaken by a later answer
    this.next.set(from, Math.max(known + 1, next))
    if (match !== null) this.acknowledged(from, match)
    if (match === null || match < this.log.length) this.replicate(from)
  }

  acknowledged(by: NodeId, index: number) {
    this.match.set(by, Math.max(this.match.get(by) ?? 0, index))
    const held = [...this.match.values()].sort((a, b) => b - a)
    const onMajority = held[Math.floor(held.length / 2)] ?? 0
    if (this.termAt(onMajority) === this.term) this.apply(onMajority) // never by counting an older term (§5.4.2)
  }

  apply(commit: number) {
    this.commit = Math.max(this.commit, commit)
    while (this.applied < this.commit) {
      const outcome = this.execute(this.log[this.applied]?.call ?? null)
      this.applied += 1
      this.waiting.get(this.applied)?.(outcome)
      this.waiting.delete(this.applied)
    }
  }

  execute(call: Call | null): Outcome<Json> {
    const old = (call && this.store.get(call.key)) ?? null
    if (call === null || call.f === 'read') return { type: 'ok', value: old }
    const [expected, value] = call.f === 'cas' ? (call.value as [Json, Json]) : [old, call.value]
    if (JSON.stringify(expected) !== JSON.stringify(old)) return { type: 'fail', error: 'another value' }
    this.store.set(call.key, value)
    return { type: 'ok', value: null }
  }

  submit(call: Call, done: Done) {
    if (this.role !== 'leader') return done({ type: 'fail', error: 'not leader' })
    this.waiting.set(this.log.length + 1, done)
    this.append(call)
  }

  view(): NodeView {
    const {
      role,
      term: currentTerm,
      vote: votedFor,
      shown: log,
      commit: commitIndex,
      applied: lastApplied,
    } = this
    return { role, currentTerm, votedFor, log, firstIndex: 1, commitIndex, lastApplied }
  }
}

export default inProcess<Call, Json>({
  name: 'my-raft',
  create: (env) => new MyRaft(env),
  electionTimeout: 300,
})
