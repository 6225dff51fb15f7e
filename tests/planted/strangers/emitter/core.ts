import { EventEmitter } from 'node:events'
import type { Environment, Json, NodeId, NodeView } from 'whitewater'
import { Configs } from './configs.ts'
import { Disk } from './disk.ts'
import { Log } from './log.ts'
import type { Body, Config, Entry, Image, Message, Settings } from './vocabulary.ts'

/**
 * What all parts of a server share: term, role, log and disk. Parts speak to each other by its events:
 *
 * - `elected`, `stepped-down`: the role.
 * - `heard`: a leader of this term said something.
 * - `appended`, `durable` (index): the own log.
 * - `answered` (follower): it said something of this term; `matched` (follower): its log agrees further.
 * - `committed`, `applied` (index, outcome): what is decided.
 * - `config`: other members.
 */
export class Core extends EventEmitter {
  readonly env: Environment
  readonly settings: Settings
  readonly disk: Disk
  readonly log: Log
  readonly configs: Configs
  role: NodeView['role'] = 'follower'
  term: number
  vote: NodeId | null
  leader: NodeId | null = null
  commit = 0
  applied = 0
  image: Image | undefined
  /** Up to where the own log is durable. */
  durable = 0
  stopped = false

  constructor(env: Environment, settings: Settings) {
    super()
    this.env = env
    this.settings = settings
    this.disk = this.openDisk()
    this.log = this.emptyLog()
    const { term, vote, image, base, entries } = this.disk.stored
    this.term = term
    this.vote = vote
    this.image = image
    this.log.reset(base.index, base.term)
    this.configs = new Configs(
      image ? image.config : { voters: env.members, learners: [] },
      image?.index ?? 0,
    )
    for (const entry of entries) {
      const index = this.log.push(entry)
      if (index > (image?.index ?? 0)) this.configs.appended(index, entry.body)
    }
    this.durable = this.log.last
    this.commit = image?.index ?? 0
  }

  protected openDisk(): Disk {
    return new Disk(this.env)
  }

  protected emptyLog(): Log {
    return new Log()
  }

  get id(): NodeId {
    return this.env.id
  }

  get config(): Config {
    return this.configs.latest
  }

  get isVoter(): boolean {
    return this.config.voters.includes(this.id)
  }

  send(to: NodeId, message: Message): void {
    if (!this.stopped) this.env.transport.send(to, message as unknown as Json)
  }

  /** What others will rely on leaves once all is durable, and only in the term in which it was said. */
  async promise(to: NodeId, message: Message): Promise<void> {
    const { term } = this
    await this.disk.flushed()
    if (this.term === term) this.send(to, message)
  }

  setHard(term: number, vote: NodeId | null): void {
    this.term = term
    this.vote = vote
    this.disk.hard(term, vote)
  }

  /** A newer term, or a leader of this one. */
  follow(term: number, leader: NodeId | null): void {
    const led = this.role === 'leader'
    if (term > this.term) this.setHard(term, null)
    this.role = 'follower'
    this.leader = leader
    if (led) this.emit('stepped-down')
  }

  /** Adds to the own log, as leader or follower. */
  append(entry: Entry): number {
    const index = this.log.push(entry)
    this.disk.append(index, entry)
    if (this.configs.appended(index, entry.body)) this.emit('config')
    return index
  }

  /** A leader's entries become durable while they are on their way to others. */
  propose(bodies: readonly Body[]): number {
    const { term } = this
    for (const body of bodies) this.append({ term, body })
    const { last } = this.log
    void this.disk.flushed().then(() => {
      if (this.term !== term || this.role !== 'leader') return
      this.durable = Math.max(this.durable, last)
      this.emit('durable')
    })
    this.emit('appended')
    return last
  }

  truncate(index: number): void {
    this.disk.dropFrom(index, this.log.last)
    this.log.dropFrom(index)
    if (this.configs.truncated(index)) this.emit('config')
  }

  advance(commit: number): void {
    if (commit <= this.commit) return
    this.commit = commit
    this.emit('committed')
  }

  /** A majority of voters, of whom `held` says whether they count. */
  isMajority(held: (voter: NodeId) => boolean): boolean {
    const { voters } = this.config
    return voters.filter(held).length * 2 > voters.length
  }
}

/** Waits by this server's own clock. */
export const sleep = (millis: number): Promise<void> => new Promise((wake) => setTimeout(wake, millis))
