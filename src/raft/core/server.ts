import { assert, impossible } from '../../base/assert.ts'
import type { NodeId } from '../../base/node-id.ts'
import type { Millis } from '../../base/time.ts'
import type { RaftConfig } from './config.ts'
import type { Entry } from './entry.ts'
import { Forwarded } from './forwarded.ts'
import { RaftLog } from './log.ts'
import { isVoter, replicasOf, type Membership } from './membership.ts'
import { Memberships } from './memberships.ts'
import { Outbox } from './outbox.ts'
import { Progress } from './progress.ts'
import { ReadQueue } from './read-queue.ts'
import type { HardState } from './election-rules.ts'
import type { Rules } from './rules.ts'
import type { IncomingSnapshot, LogBase, SnapshotMeta } from './snapshot.ts'

/** What a server finds on its disk when it starts. */
export interface StoredState extends HardState {
  /** What stands before the first entry. */
  readonly base: LogBase
  readonly entries: readonly Entry[]
  /** The snapshot the state machine was restored from; it reaches at least to the base. */
  readonly snapshot: SnapshotMeta | undefined
}

export const emptyDisk: StoredState = {
  currentTerm: 0,
  votedFor: null,
  base: { index: 0, term: 0 },
  entries: [],
  snapshot: undefined,
}

/** Leadership is being handed over (thesis §3.10). */
export interface Transfer {
  readonly request: number
  readonly to: NodeId
  /** The follower was asked to stand. */
  asked: boolean
}

/** The state of one server, in the names of Figure 2. The rules of its incarnation are in the files beside. */
export class Server {
  readonly config: RaftConfig
  readonly rules: Rules
  readonly id: NodeId
  readonly out: Outbox
  /** The server's own clock, as of the present step. */
  now: Millis = 0

  currentTerm: number
  votedFor: NodeId | null
  readonly log: RaftLog
  readonly memberships: Memberships
  /** The latest snapshot that is durable. */
  snapshot: SnapshotMeta | undefined
  /** The one that the disk is just writing. */
  taking: SnapshotMeta | undefined

  role: 'follower' | 'candidate' | 'leader' = 'follower'
  /** The leader of this term, once known, until the server's own election timer fires. */
  leader: NodeId | null = null
  /** When a leader was last heard, of whatever term, and who it was. */
  heardAt = -Infinity
  heardFrom: NodeId | null = null
  commitIndex = 0
  lastApplied = 0

  /** Votes of this term, the server's own included once it is durable. */
  votes: readonly NodeId[] = []
  /** Who would vote for this server, itself included, while it asks (thesis §9.6). */
  preVotes: Set<NodeId> | undefined
  /** Votes needed among the voters, and among the outgoing ones: 0 when there are none. */
  quorum = 0
  outgoingQuorum = 0
  /** Copies needed among the same. */
  copies = 0
  outgoingCopies = 0
  /** Whether the server's own copy counts among the voters, among the outgoing ones. */
  voter = false
  outgoing = false
  /** The highest index of its own log that is durable. */
  durableIndex: number
  /** Log ends waiting for the disk, oldest first: up to `lastIndex` is durable once `token` is. */
  readonly #ends: { token: number; lastIndex: number }[] = []
  /** The membership that its majorities are of. */
  #counted: Membership

  /** Followers as the leader sees them; empty unless leading. */
  progress: readonly Progress[] = []
  /** Index of the first entry of the leader's own term. */
  termBegin = 0
  /** Requests waiting for the entry at an index to be applied. */
  readonly pending = new Map<number, { request: number; term: number }>()
  /** The request for the change that is under way. */
  reconfiguring: number | undefined
  readonly reads = new ReadQueue()
  readonly forwarded = new Forwarded()
  transfer: Transfer | undefined
  /** The snapshot that the leader is sending. */
  incoming: IncomingSnapshot | undefined

  constructor(config: RaftConfig, rules: Rules, stored: StoredState) {
    this.config = config
    this.rules = rules
    this.id = config.id
    this.out = new Outbox(rules)
    this.log = new RaftLog(stored.entries, stored.base)
    const { currentTerm, votedFor } = rules.restoredState(stored, this.log.lastTerm)
    this.currentTerm = currentTerm
    this.votedFor = votedFor
    this.snapshot = stored.snapshot
    const first: Membership = { voters: config.members, outgoing: [], learners: [] }
    this.memberships = new Memberships(stored.snapshot?.index ?? 0, stored.snapshot?.membership ?? first)
    const settled = stored.snapshot?.index ?? 0
    for (const entry of stored.entries)
      if (entry.index > settled && rules.adoptsAtStart(entry)) this.memberships.append(entry)
    this.lastApplied = settled
    this.commitIndex = rules.commitIndexAtStart(this.lastApplied, this.log.lastIndex)
    this.durableIndex = this.log.lastIndex
    this.#counted = this.membership
    this.countVoters()
  }

  /** Log ends waiting for the disk, oldest first. */
  get unsyncedEnds(): readonly { readonly token: number; readonly lastIndex: number }[] {
    return this.#ends
  }

  get membership(): Membership {
    return this.rules.membershipInForce(this.memberships, this.commitIndex)
  }

  /** All other servers that the log goes to. */
  get peers(): readonly NodeId[] {
    return replicasOf(this.membership).filter((node) => node !== this.id)
  }

  /**
   * Whether it may stand for leader. One that its own latest membership leaves out may until that is committed:
   * the others may need its longer log (thesis §4.2.2). Its own vote does not count then.
   */
  get promotable(): boolean {
    if (isVoter(this.membership, this.id)) return true
    const { latestIndex } = this.memberships
    return latestIndex > this.commitIndex && isVoter(this.memberships.at(latestIndex - 1), this.id)
  }

  /** The leader's `matchIndex` for a follower; -1 when it does not lead. */
  matchIndexOf(peer: NodeId): number {
    for (const one of this.progress) if (one.peer === peer) return one.matchIndex
    return -1
  }

  /** For the reader of a trace, who sees from it whether its state came from the log or from a snapshot. */
  get shown(): { readonly snapshotIndex: number | undefined } {
    return { snapshotIndex: this.snapshot?.index }
  }

  progressOf(peer: NodeId): Progress | undefined {
    for (const one of this.progress) if (one.peer === peer) return one
    return undefined
  }

  /**
   * Only what no {@link Rules} decide is asserted here and in the log. A planted bug replaces a rule, commits beyond the
   * log's end, say: the invariants are to find that, and an assertion would take it for a fault of the harness.
   */
  setTerm(term: number, votedFor: NodeId | null): void {
    assert(term >= this.currentTerm, () => `term ${term} does not follow term ${this.currentTerm}`)
    this.currentTerm = term
    this.votedFor = votedFor
    this.out.stateChanged()
  }

  append(entry: Entry): void {
    this.log.append(entry)
    this.out.logChanged(entry.index)
    if (this.memberships.append(entry)) this.adoptMembership()
  }

  cutFrom(index: number): void {
    this.log.cutFrom(index)
    this.out.logChanged(index)
    this.#forgetEnds(index - 1)
    if (this.rules.revertsWhenCut() && this.memberships.cutFrom(index)) this.adoptMembership()
  }

  /** The log begins after a snapshot's last entry, or not far before it. */
  compactTo(base: LogBase): void {
    const held = this.log.beginAfter(base, this.rules.keepsBehind(this.log, base))
    this.out.baseChanged()
    // What replaces the log of another history, or a shorter one, is not durable yet.
    if (!held) this.#forgetEnds(base.index - 1)
  }

  /** The membership is another one: of this server, its followers and its majorities. */
  adoptMembership(): void {
    this.countVoters()
    if (this.role !== 'leader') return
    const next = this.log.lastIndex + 1
    const members = this.peers
    const gone = this.progress.filter(({ peer }) => !members.includes(peer))
    for (const one of gone) if (one.removedAt === 0) one.leaves(this.memberships.latestIndex)
    this.progress = [...members.map((peer) => this.progressOf(peer) ?? Progress.joining(peer, next)), ...gone]
    this.#markMembers()
    if (this.rules.changeEndsLease()) this.reads.membershipChanged()
  }

  /** An entry with a membership is committed: it is in force from here on, if it was not before. */
  membershipCommitted(): void {
    if (this.membership !== this.#counted) this.adoptMembership()
  }

  /** Makes the server leader of its term. */
  lead(): void {
    this.role = 'leader'
    this.leader = this.id
    const { nextIndex, matchIndex } = this.rules.firstMatchState(this.log.lastIndex)
    this.progress = this.peers.map((peer) => new Progress(peer, nextIndex, matchIndex))
    this.#markMembers()
    this.termBegin = this.log.lastIndex + 1
    this.reads.begin()
  }

  /** The request is to be answered when the entry at `index` is applied. */
  awaitEntry(index: number, request: number, term: number): void {
    const before = this.pending.get(index)
    if (before !== undefined) this.out.push({ do: 'abandon', request: before.request })
    this.pending.set(index, { request, term })
  }

  setElectionTimer(): void {
    const { electionTimeoutMin, electionTimeoutMax } = this.config
    const high = this.rules.latestElectionTimeout(electionTimeoutMin, electionTimeoutMax)
    this.out.push({ do: 'set-timer', timer: 'election', low: electionTimeoutMin, high })
  }

  /** Ends a step; remembers which log end the disk was just asked to hold. */
  flush(): void {
    const before = this.out.issued
    this.out.flush(this, this.log, this.id)
    if (this.out.issued > before) this.#ends.push({ token: this.out.issued, lastIndex: this.log.lastIndex })
  }

  persisted(token: number): void {
    let done = 0
    for (const end of this.#ends) {
      if (end.token > token) break
      this.durableIndex = Math.max(this.durableIndex, end.lastIndex)
      done++
    }
    if (this.durableIndex > this.log.lastIndex)
      impossible(`durable up to ${this.durableIndex}, beyond the log's end ${this.log.lastIndex}`)
    if (done > 0) this.#ends.splice(0, done)
    this.out.persisted(token)
  }

  countVoters(): void {
    this.#counted = this.membership
    const { voters, outgoing } = this.#counted
    this.quorum = this.rules.quorum(voters.length)
    this.outgoingQuorum = outgoing.length === 0 ? 0 : this.rules.quorum(outgoing.length)
    this.copies = this.rules.copiesNeeded(voters.length)
    this.outgoingCopies = outgoing.length === 0 ? 0 : this.rules.copiesNeeded(outgoing.length)
    this.voter = this.rules.countsAsVoter(this.membership, this.id, this.id)
    this.outgoing = outgoing.includes(this.id)
  }

  #markMembers(): void {
    const { membership } = this
    const { voters, outgoing, learners } = membership
    for (const one of this.progress) {
      one.voter = this.rules.countsAsVoter(membership, one.peer, this.id)
      one.outgoing = outgoing.includes(one.peer)
      if (voters.includes(one.peer) || one.outgoing || learners.includes(one.peer)) one.removedAt = 0
    }
  }

  /** What was asked to be durable ends with `index`: the rest was cut. */
  #forgetEnds(index: number): void {
    if (this.durableIndex > index) this.durableIndex = index
    for (const end of this.#ends) if (end.lastIndex > index) end.lastIndex = index
  }
}
