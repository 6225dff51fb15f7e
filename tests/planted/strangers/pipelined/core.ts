import type { Disk } from './disk.ts'
import { everybody, quorum, type Log } from './log.ts'
import { ELECTION_TICKS, HEARTBEAT_TICKS, type Entry, type Id, type Message } from './vocabulary.ts'

/** What a leader knows of another server. `next` runs ahead of the answers while entries stream. */
export interface Progress {
  mode: 'probe' | 'stream' | 'install'
  match: number
  next: number
  flying: number[]
  /** The newest heartbeat that it answered. */
  round: number
  heard: boolean
  /** Since it was sent a snapshot, or last probed. */
  ticks: number
}

export interface Around {
  readonly id: Id
  readonly log: Log
  readonly disk: Disk
  random(): number
  send(to: Id, message: Message): void
  /** Leadership is over: whoever waits has to be told. */
  lost(): void
}

/** Terms, votes, ticks: who leads (Raft, §5.2), and who still does (thesis, 6.2). */
export class Core {
  readonly around: Around
  role: 'follower' | 'candidate' | 'leader' = 'follower'
  term = 0
  vote: Id | null = null
  leader: Id | null = null
  progress = new Map<Id, Progress>()
  /** Not yet voters: they are sent all that voters are. */
  learners: readonly Id[] = []
  /** The number of the last heartbeat. */
  round = 0
  /** The entry that opened its term. */
  opening = 0
  private granted = new Set<Id>()
  private elapsed = 0
  private sinceBeat = 0
  private patience = ELECTION_TICKS

  constructor(around: Around) {
    this.around = around
    this.waitForLeader()
  }

  waitForLeader(): void {
    this.elapsed = 0
    this.patience = ELECTION_TICKS + Math.floor(this.around.random() * (ELECTION_TICKS + 1))
  }

  isVoter(): boolean {
    return everybody(this.around.log.config()).includes(this.around.id)
  }

  others(): Id[] {
    const all = new Set([...everybody(this.around.log.config()), ...this.learners])
    all.delete(this.around.id)
    return [...all]
  }

  hasQuorum(holds: (progress: Progress) => boolean, self: boolean): boolean {
    const { id, log } = this.around
    return quorum(log.config(), (voter) => {
      if (voter === id) return self
      const progress = this.progress.get(voter)
      return progress !== undefined && holds(progress)
    })
  }

  /** @returns whether heartbeats are due */
  tick(): boolean {
    this.elapsed += 1
    if (this.role !== 'leader') {
      if (this.elapsed >= this.patience && this.isVoter()) this.stand()
      return false
    }
    if (this.elapsed >= 2 * ELECTION_TICKS) {
      this.elapsed = 0
      if (!this.hasQuorum(({ heard }) => heard, true)) {
        this.follow(this.term, null)
        return false
      }
      for (const progress of this.progress.values()) progress.heard = false
    }
    this.sinceBeat += 1
    if (this.sinceBeat < HEARTBEAT_TICKS) return false
    this.sinceBeat = 0
    return true
  }

  follow(term: number, leader: Id | null): void {
    const led = this.role === 'leader'
    if (term > this.term) this.save(term, null)
    this.role = 'follower'
    this.leader = leader
    this.waitForLeader()
    if (!led) return
    this.progress.clear()
    this.learners = []
    this.around.lost()
  }

  hear(from: Id): void {
    if (this.role !== 'follower' || this.leader !== from) this.follow(this.term, from)
    this.elapsed = 0
  }

  /** Who hears a leader helps nobody against it. */
  trusts(): boolean {
    return this.leader !== null && this.elapsed < ELECTION_TICKS
  }

  onVote(from: Id, asked: Message & { type: 'vote' }): void {
    const { log, disk } = this.around
    const isFree = this.vote === null || this.vote === from
    const isNewer =
      asked.lastTerm > log.lastTerm() ||
      (asked.lastTerm === log.lastTerm() && asked.lastIndex >= log.lastIndex())
    const granted = this.role === 'follower' && isFree && isNewer
    if (granted) {
      this.save(this.term, from)
      this.waitForLeader()
    }
    const answer: Message = { type: 'voted', term: this.term, granted }
    disk.whenDurable(() => this.around.send(from, answer))
  }

  /** @returns whether that made it a leader */
  onVoted(from: Id, granted: boolean): boolean {
    if (this.role !== 'candidate' || !granted) return false
    this.granted.add(from)
    return this.isElected()
  }

  /** Begins to lead; the first entry of the term is the caller's. */
  lead(): Omit<Entry, 'index'> {
    const { id, log } = this.around
    this.role = 'leader'
    this.leader = id
    this.elapsed = 0
    this.sinceBeat = 0
    this.progress.clear()
    this.opening = log.lastIndex() + 1
    return { term: this.term }
  }

  /** Progress of those who have to be sent entries now. */
  peers(): [Id, Progress][] {
    return this.others().map((peer) => {
      const known = this.progress.get(peer)
      if (known !== undefined) return [peer, known]
      const next = this.around.log.lastIndex()
      const progress: Progress = {
        ...{ mode: 'probe', match: 0, next: Math.max(1, next) },
        ...{ flying: [], round: 0, heard: true, ticks: 0 },
      }
      this.progress.set(peer, progress)
      return [peer, progress]
    })
  }

  onElected?: () => void

  private stand(): void {
    const { id, log, disk } = this.around
    this.role = 'candidate'
    this.leader = null
    this.save(this.term + 1, id)
    this.waitForLeader()
    this.granted = new Set()
    const { term } = this
    disk.whenDurable(() => {
      if (this.role !== 'candidate' || this.term !== term) return
      const ask: Message = { type: 'vote', term, lastIndex: log.lastIndex(), lastTerm: log.lastTerm() }
      for (const peer of this.others()) this.around.send(peer, ask)
      this.granted.add(id)
      if (this.isElected()) this.onElected?.()
    })
  }

  private isElected(): boolean {
    return quorum(this.around.log.config(), (id) => this.granted.has(id))
  }

  private save(term: number, vote: Id | null): void {
    this.term = term
    this.vote = vote
    this.around.disk.saveHard({ term, vote })
  }
}
