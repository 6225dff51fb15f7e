import { Changes } from './changes.ts'
import { Core, type Around } from './core.ts'
import { Disk } from './disk.ts'
import { Log } from './log.ts'
import { Machine } from './machine.ts'
import { randomFrom, serve, type Effects, type Init, type Line, type Server } from './pipe.ts'
import { Reads } from './reads.ts'
import { Replication } from './replication.ts'
import {
  ELECTION_TICKS,
  TICK,
  type Call,
  type Entry,
  type Id,
  type Image,
  type Message,
  type Options,
} from './vocabulary.ts'

const usual: Options = { maxEntries: 16, inflight: 8, compactEvery: 30 }

class Raft implements Server {
  private readonly effects: Effects
  private readonly compactEvery: number
  private readonly disk: Disk
  private readonly log = new Log()
  private readonly machine = new Machine()
  private readonly core: Core
  private readonly replication: Replication
  private readonly reads: Reads
  private readonly changes: Changes
  private readonly waiting = new Map<number, { readonly term: number; readonly operation: number }>()
  private applied = 0
  private image: Image

  constructor({ id, members, seed, stored, options = usual }: Init, effects: Effects) {
    this.effects = effects
    this.compactEvery = options.compactEvery
    this.disk = new Disk(effects)
    const around: Around = {
      ...{ id, log: this.log, disk: this.disk, random: randomFrom(seed) },
      send: (to, message) => effects.send(to, message),
      lost: () => this.lost(),
    }
    this.log.configs.push({ index: 0, config: { voters: members } })
    this.image = { index: 0, term: 0, config: { voters: members }, values: [], sessions: [] }
    const { hard, image } = this.disk.recover(stored ?? {}, this.log)
    this.core = new Core(around)
    this.core.onElected = () => this.replication.open()
    const lastTerm = this.log.lastTerm()
    ;[this.core.term, this.core.vote] = hard.term >= lastTerm ? [hard.term, hard.vote] : [lastTerm, null]
    this.replication = new Replication(this.core, around, options, {
      commitTo: (index) => this.commitTo(index),
      image: () => this.image,
      install: (sent) => this.install(sent),
    })
    const reply = effects.reply.bind(effects)
    this.reads = new Reads(this.core, {
      ask: (leader, read) => effects.send(leader, { type: 'read', term: 0, id: read }),
      tell: (follower, read, index) => effects.send(follower, { type: 'readable', term: 0, id: read, index }),
      beat: () => this.replication.beat(),
      commit: () => this.replication.commit,
      applied: () => this.applied,
      read: (key) => this.machine.read(key),
      reply,
    })
    this.changes = new Changes(this.core, {
      propose: (config) => void this.replication.propose({ term: this.core.term, config }),
      broadcast: () => this.replication.broadcast(),
      commit: () => this.replication.commit,
      reply,
    })
    if (image !== undefined) this.restore(image)
    effects.timer('tick', TICK)
    this.disk.flush()
  }

  event(line: Line): void {
    const { event } = line
    if (event === 'timer') this.tick()
    else if (event === 'synced') this.disk.synced(line['token'] as number)
    else if (event === 'message') this.receive(line['from'] as Id, line['body'] as Message | undefined)
    else if (event === 'submit') this.submit(line['operation'] as number, line['call'] as Call)
    else if (event === 'reconfigure')
      this.reconfigure(line['operation'] as number, line['members'] as readonly Id[])
    this.disk.flush()
  }

  /** What it likes to show: neither log nor vote. */
  view(): Readonly<Record<string, unknown>> {
    const { commit } = this.replication
    return {
      ...{ role: this.core.role, currentTerm: this.core.term, votedFor: null },
      ...{ log: [], firstIndex: commit + 1, commitIndex: commit, lastApplied: this.applied },
    }
  }

  private tick(): void {
    this.effects.timer('tick', TICK)
    if (this.core.tick()) this.replication.beat()
    this.reads.tick()
    this.changes.tick()
  }

  private submit(operation: number, call: Call): void {
    if (call.f === 'read') return this.reads.submit(operation, call.key)
    if (this.core.role !== 'leader') return this.notLeader(operation)
    const index = this.replication.propose({ term: this.core.term, call })
    this.waiting.set(index, { term: this.core.term, operation })
  }

  private reconfigure(operation: number, members: readonly Id[]): void {
    if (this.core.role === 'leader') this.changes.submit(operation, members)
    else this.notLeader(operation)
  }

  private notLeader(operation: number): void {
    const { leader } = this.core
    const hint = leader === null ? '' : `; leader ${leader}`
    this.effects.reply(operation, { type: 'fail', error: `not leader${hint}` })
  }

  private receive(from: Id, message: Message | undefined): void {
    const { core } = this
    if (typeof message?.term !== 'number') return
    if (message.type === 'read') return this.reads.onAsk(from, message.id)
    if (message.type === 'readable') return this.reads.onReadable(message.id, message.index)
    const leads = message.type === 'append' || message.type === 'beat' || message.type === 'install'
    if (message.term > core.term) {
      if (message.type === 'vote' && core.trusts()) return
      core.follow(message.term, leads ? from : null)
    } else if (message.term < core.term) {
      if (leads) this.effects.send(from, { type: 'newer', term: core.term })
      if (message.type === 'vote') this.effects.send(from, { type: 'voted', term: core.term, granted: false })
      return
    }
    if (leads) core.hear(from)
    else if (core.role === 'leader') this.answered(from)
    if (message.type === 'vote') core.onVote(from, message)
    else if (message.type === 'voted' && core.onVoted(from, message.granted)) this.replication.open()
    else if (message.type === 'append') this.replication.onAppend(from, message)
    else if (message.type === 'beat') this.replication.onBeat(from, message)
    else if (message.type === 'install') this.replication.onInstall(from, message.image)
    else if (core.role === 'leader') this.lead(from, message)
  }

  private answered(from: Id): void {
    const progress = this.core.progress.get(from)
    if (progress !== undefined) progress.heard = true
  }

  private lead(from: Id, message: Message): void {
    if (message.type === 'appended') this.replication.onAppended(from, message.index)
    else if (message.type === 'rejected') this.replication.onRejected(from, message)
    else if (message.type === 'beaten') this.replication.onBeaten(from, message.round)
    this.reads.settle()
    this.changes.proceed()
  }

  private commitTo(index: number): void {
    this.replication.commit = Math.max(this.replication.commit, index)
    let isOut = false
    while (this.applied < this.replication.commit) {
      const [entry] = this.log.slice(this.applied + 1, 1)
      if (entry === undefined) throw new Error(`entry ${this.applied + 1} is committed, and missing`)
      this.applied = entry.index
      this.apply(entry)
      if (entry.config !== undefined && this.changes.onCommitted(entry.config)) isOut = true
    }
    this.reads.serve()
    if (isOut) {
      this.replication.beat()
      this.core.follow(this.core.term, null)
    }
    this.changes.proceed()
    if (this.compactEvery > 0 && this.applied - this.log.baseIndex >= this.compactEvery) this.compact()
  }

  private apply({ index, term, call }: Entry): void {
    if (call === undefined) return
    const outcome = this.machine.execute(call)
    const waiting = this.waiting.get(index)
    this.waiting.delete(index)
    if (waiting === undefined) return
    const isOurs = waiting.term === term
    this.effects.reply(waiting.operation, isOurs ? outcome : { type: 'info', error: 'lost' })
  }

  private compact(): void {
    const { log, machine, applied } = this
    const term = log.termAt(applied)
    if (term === undefined) return
    const config = log.configAt(applied)
    const state = { values: [...machine.values], sessions: [...machine.sessions] }
    this.image = { index: applied, term, config, ...state }
    log.rebase(applied, term, config)
    this.disk.saveImage(this.image)
  }

  private install(image: Image): void {
    this.log.rebase(image.index, image.term, image.config)
    this.disk.restart(image)
    this.restore(image)
  }

  private restore(image: Image): void {
    this.image = image
    this.machine.restore(image)
    this.applied = image.index
    this.replication.commit = image.index
  }

  private lost(): void {
    for (const { operation } of this.waiting.values())
      this.effects.reply(operation, { type: 'info', error: 'leadership lost' })
    this.waiting.clear()
    this.reads.lost()
    this.changes.lost()
  }
}

serve(
  {
    ...{ name: 'pipelined-raft', servers: 'all', batch: true, electionTimeout: 2 * ELECTION_TICKS * TICK },
    offers: { sessions: true, snapshots: true, membership: true },
    options: { maxEntries: [16, 1, 4], inflight: [8, 1, 2], compactEvery: [30, 0, 5] },
  },
  (init, effects) => new Raft(init, effects),
)
