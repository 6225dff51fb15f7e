import type { Environment, Json, NodeId, NodeView, RaftNode } from 'whitewater'
import { Applier } from './applier.ts'
import { Changes } from './changes.ts'
import { Core } from './core.ts'
import { Elections } from './elections.ts'
import { Following } from './following.ts'
import { Leadership } from './leadership.ts'
import { Machine } from './machine.ts'
import { Proposals } from './proposals.ts'
import { Reads } from './reads.ts'
import { Transfer } from './transfer.ts'
import type { Append, Chunk, Done, DoneNull, Message, Request, Settings, StandNow } from './vocabulary.ts'

/** The classes of which a server is made. */
export const rightParts = {
  Core,
  Machine,
  Applier,
  Elections,
  Following,
  Leadership,
  Proposals,
  Reads,
  Changes,
  Transfer,
}
export type Parts = typeof rightParts

/** One server: who gets which message, and what its clients and operators ask. */
export class EmitterRaft implements RaftNode<Request, Json> {
  protected readonly core: Core
  protected readonly applier: Applier
  protected readonly elections: Elections
  protected readonly following: Following
  protected readonly leadership: Leadership
  protected readonly proposals: Proposals
  protected readonly reads: Reads
  protected readonly changes: Changes
  protected readonly transfers: Transfer

  constructor(env: Environment, settings: Settings, made: Parts) {
    this.core = new made.Core(env, settings)
    this.applier = new made.Applier(this.core, new made.Machine())
    this.elections = new made.Elections(this.core)
    this.following = new made.Following(this.core, (image) => this.applier.install(image))
    this.leadership = new made.Leadership(this.core)
    this.proposals = new made.Proposals(this.core)
    this.transfers = new made.Transfer(this.core, this.leadership)
    this.reads = new made.Reads(this.core, this.leadership, this.applier.machine)
    this.changes = new made.Changes(this.core, this.leadership)
  }

  stop(): void {
    this.core.stopped = true
    for (const part of [this.elections, this.proposals, this.changes, this.transfers]) part.stop()
    this.leadership.end()
    this.core.removeAllListeners()
  }

  receive(from: NodeId, body: Json): void {
    const { core } = this
    const message = body as unknown as Message
    if (message.k === 'ask-vote') {
      if (this.elections.isDisregarded(message)) return
      if (!message.pre && message.term > core.term) core.follow(message.term, null)
      return this.elections.asked(from, message)
    }
    if (message.term > core.term) core.follow(message.term, null)
    if (message.k === 'vote') this.elections.answered(from, message)
    else if (message.k === 'append' || message.k === 'chunk') this.led(from, message)
    else if (message.k === 'stand-now') this.standNow(message)
    else if (this.isOfThisReign(message)) this.leadership.answered(from, message)
  }

  protected isOfThisReign({ term }: Message): boolean {
    return term === this.core.term && this.core.role === 'leader'
  }

  protected led(from: NodeId, message: Append | Chunk): void {
    const { core } = this
    if (message.term < core.term) {
      const { round, at } = message
      // tells an old leader of the newer term
      return void core.promise(from, { k: 'appended', term: core.term, prev: 0, round, at })
    }
    core.follow(message.term, from)
    core.emit('heard')
    if (message.k === 'append') this.following.append(from, message)
    else this.following.chunk(from, message)
  }

  protected standNow({ term }: StandNow): void {
    if (term === this.core.term && this.core.role === 'follower') void this.elections.stand(true)
  }

  protected get notLeader(): { readonly type: 'fail'; readonly error: string } {
    const { leader } = this.core
    return { type: 'fail', error: leader === null ? 'not leader' : `not leader; leader ${leader}` }
  }

  submit(call: Request, done: Done): void {
    const { core } = this
    if (core.role !== 'leader') done(this.notLeader)
    else if (call.f === 'read' && core.settings.reads !== 'log') this.reads.add(call.key, done)
    else if (this.transfers.isUnderWay) done({ type: 'fail', error: 'busy' })
    else this.proposals.add(call, done)
  }

  reconfigure(members: readonly NodeId[], done: DoneNull): void {
    if (this.core.role !== 'leader') done(this.notLeader)
    else this.changes.request(members, done)
  }

  transfer(to: NodeId, done: DoneNull): void {
    if (this.core.role !== 'leader') done(this.notLeader)
    else this.transfers.request(to, done)
  }

  view(): NodeView {
    const { core } = this
    const { role, term, vote, log, commit, applied, config, image, leader } = core
    const followers = [...this.leadership.replicators.values()]
    return {
      ...{ role, currentTerm: term, votedFor: vote, log: log.shown, firstIndex: log.base.index + 1 },
      ...{ commitIndex: commit, lastApplied: applied, members: config.voters, leader },
      ...(image === undefined ? {} : { snapshotIndex: image.index, snapshotTerm: image.term }),
      ...(role === 'leader'
        ? { matchIndex: Object.fromEntries(followers.map(({ id, match }) => [id, match])) }
        : {}),
      stateDigest: this.applier.digest,
    }
  }
}
