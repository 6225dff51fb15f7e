import type { NodeId } from '../base/node-id.ts'
import type { RaftConfig } from './config.ts'
import type { Entry } from './entry.ts'
import { RaftLog } from './log.ts'
import { Outbox } from './outbox.ts'
import type { Progress } from './progress.ts'
import type { HardState, Rules } from './rules.ts'

/** What a server finds on its disk when it starts. */
export interface StoredState extends HardState {
  readonly entries: readonly Entry[]
}

export const emptyDisk: StoredState = { currentTerm: 0, votedFor: null, entries: [] }

/** The state of one server, in the names of Figure 2. The rules of its life are in the files beside. */
export class Server {
  readonly config: RaftConfig
  readonly rules: Rules
  readonly id: NodeId
  readonly peers: readonly NodeId[]
  readonly out: Outbox

  currentTerm: number
  votedFor: NodeId | null
  readonly log: RaftLog

  role: 'follower' | 'candidate' | 'leader' = 'follower'
  /** The leader of this term, once known, until the server's own election timer fires. */
  leader: NodeId | null = null
  commitIndex = 0
  lastApplied = 0

  /** Votes of this term, the server's own included once it is durable. */
  readonly votes = new Set<NodeId>()
  /** Who would vote for this server, itself included, while it asks (thesis §9.6). */
  preVotes: Set<NodeId> | undefined
  /** Followers as the leader sees them; empty unless leading. */
  progress: readonly Progress[] = []
  /** The highest index of its own log that is durable. */
  durableIndex: number
  /** Log ends waiting for the disk, oldest first: up to `lastIndex` is durable once `token` is. */
  readonly #ends: { token: number; lastIndex: number }[] = []
  /** Requests waiting for the entry at an index to be applied. */
  readonly pending = new Map<number, { request: number; term: number }>()

  constructor(config: RaftConfig, rules: Rules, stored: StoredState) {
    this.config = config
    this.rules = rules
    this.id = config.id
    this.peers = config.members.filter((member) => member !== config.id)
    this.out = new Outbox(rules)
    this.currentTerm = stored.currentTerm
    this.votedFor = stored.votedFor
    this.log = new RaftLog(stored.entries)
    this.durableIndex = this.log.lastIndex
  }

  get quorum(): number {
    return this.rules.quorum(this.config.members.length)
  }

  /** The leader's `matchIndex` for a follower; -1 when it does not lead. */
  matchIndexOf(peer: NodeId): number {
    for (const one of this.progress) if (one.peer === peer) return one.matchIndex
    return -1
  }

  setTerm(term: number, votedFor: NodeId | null): void {
    this.currentTerm = term
    this.votedFor = votedFor
    this.out.stateChanged()
  }

  append(entry: Entry): void {
    this.log.append(entry)
    this.out.logChanged(entry.index)
  }

  cutFrom(index: number): void {
    this.log.cutFrom(index)
    this.out.logChanged(index)
    if (this.durableIndex >= index) this.durableIndex = index - 1
    for (const end of this.#ends) if (end.lastIndex >= index) end.lastIndex = index - 1
  }

  setElectionTimer(): void {
    const { electionTimeoutMin, electionTimeoutMax } = this.config
    this.out.push({ do: 'set-timer', timer: 'election', low: electionTimeoutMin, high: electionTimeoutMax })
  }

  /** Ends a step; remembers which log end the disk was just asked to hold. */
  flush(): void {
    const before = this.out.issued
    this.out.flush({ currentTerm: this.currentTerm, votedFor: this.votedFor }, this.log)
    if (this.out.issued > before) this.#ends.push({ token: this.out.issued, lastIndex: this.log.lastIndex })
  }

  persisted(token: number): void {
    let done = 0
    for (const end of this.#ends) {
      if (end.token > token) break
      this.durableIndex = Math.max(this.durableIndex, end.lastIndex)
      done++
    }
    this.#ends.splice(0, done)
    this.out.persisted(token)
  }
}
