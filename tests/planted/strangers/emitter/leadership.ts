import type { NodeId } from 'whitewater'
import type { Core } from './core.ts'
import { Replicator } from './replicator.ts'
import { ELECTION_MOST, leaseLength, type Appended, type Chunked, type Stamp } from './vocabulary.ts'

/** A reign: a replicator for each follower, and what their answers add up to. */
export class Leadership {
  protected readonly core: Core
  /** Rounds are what answers confirm: that this server still led after the round began. */
  round = 0
  /** Who was asked to stand may do so at any later time: no lease holds in this term any more. */
  isLeaseSpoilt = false
  readonly replicators = new Map<NodeId, Replicator>()
  #watch: ReturnType<typeof setTimeout> | undefined

  constructor(core: Core) {
    this.core = core
    core.on('elected', () => this.begin())
    core.on('stepped-down', () => this.end())
    core.on('config', () => this.members())
    core.on('appended', () => this.each((replicator) => replicator.push()))
    core.on('durable', () => this.decide())
    core.on('matched', () => this.decide())
    core.on('committed', () => this.retireWhenRemoved())
  }

  /** The first entry of this reign is committed: what is committed is known. */
  get isSettled(): boolean {
    return this.core.log.termAt(this.core.commit) === this.core.term
  }

  get(id: NodeId): Replicator | undefined {
    return this.replicators.get(id)
  }

  protected begin(): void {
    this.isLeaseSpoilt = false
    this.core.durable = 0
    this.members()
    this.watch()
  }

  end(): void {
    clearTimeout(this.#watch)
    this.each((replicator) => replicator.stop())
    this.replicators.clear()
  }

  /** As many replicators as there are others. */
  protected members(): void {
    const { core } = this
    if (core.role !== 'leader') return
    const { voters, learners } = core.config
    const others = [...voters, ...learners].filter((id) => id !== core.id)
    for (const [id, replicator] of this.replicators) {
      if (others.includes(id)) continue
      replicator.stop()
      this.replicators.delete(id)
    }
    for (const id of others) {
      if (this.replicators.has(id)) continue
      const replicator = this.replicator(id)
      this.replicators.set(id, replicator)
      replicator.beat()
    }
    this.decide()
  }

  protected replicator(id: NodeId): Replicator {
    return new Replicator(this.core, id, () => this.round)
  }

  each(act: (replicator: Replicator) => void): void {
    for (const replicator of this.replicators.values()) act(replicator)
  }

  /** A leader that a majority has left unanswered does not lead. */
  protected watch(): void {
    this.#watch = setTimeout(() => {
      const { core } = this
      const since = Date.now() - ELECTION_MOST
      if (core.settings.checkQuorum && !this.heardSince(since)) core.follow(core.term, null)
      else this.watch()
    }, ELECTION_MOST)
  }

  protected heardSince(since: number): boolean {
    return this.core.isMajority(
      (id) => id === this.core.id || (this.get(id)?.answeredAt ?? -Infinity) >= since,
    )
  }

  /** A majority answered a round that began within the lease. */
  hasLease(): boolean {
    return !this.isLeaseSpoilt && this.heardSince(Date.now() - leaseLength)
  }

  /** Asks everybody at once whether this server still leads. */
  ask(): number {
    this.round++
    this.each((replicator) => replicator.send(true))
    return this.round
  }

  isConfirmed(round: number): boolean {
    return this.core.isMajority((id) => id === this.core.id || (this.get(id)?.round ?? -1) >= round)
  }

  answered(from: NodeId, message: Appended | Chunked): void {
    const replicator = this.get(from)
    if (replicator === undefined) return
    this.stamped(replicator, message)
    if (message.k === 'appended') replicator.appended(message)
    else replicator.chunked(message)
    this.core.emit('answered', from)
  }

  protected stamped(replicator: Replicator, { round, at }: Stamp): void {
    replicator.round = Math.max(replicator.round, round)
    replicator.answeredAt = Math.max(replicator.answeredAt, at)
  }

  protected held(id: NodeId): number {
    return id === this.core.id ? this.core.durable : (this.get(id)?.match ?? 0)
  }

  /** What a majority holds is committed, if it is of this term (§5.4.2). */
  protected decide(): void {
    const { core } = this
    if (core.role !== 'leader') return
    const held = core.config.voters.map((id) => this.held(id)).toSorted((a, b) => b - a)
    const onMajority = held[Math.floor(held.length / 2)] ?? 0
    if (core.log.termAt(onMajority) === core.term) core.advance(onMajority)
  }

  /** Who is no longer a voter leads until that is committed, and tells the others so. */
  protected retireWhenRemoved(): void {
    const { core } = this
    if (core.role !== 'leader' || core.isVoter || core.configs.latestIndex > core.commit) return
    this.each((replicator) => replicator.send(true))
    core.follow(core.term, null)
  }
}
