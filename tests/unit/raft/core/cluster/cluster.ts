import { nodeIds, type NodeId } from '../../../../../src/base/node-id.ts'
import {
  defaultConfig,
  type Effect,
  type Input,
  type MembershipChange,
  type Message,
  type RaftConfig,
  type Rules,
} from '../../../../../src/raft/core/index.ts'
import { Member, type Chain } from './member.ts'
import { Witness } from './witness.ts'

export interface Flight {
  readonly from: NodeId
  readonly to: NodeId
  readonly message: Message
  readonly sent: number
}

export interface ClusterSetup {
  readonly size: number
  /** With how many of the servers, the first ones, it begins. Default: all. */
  readonly voters?: number
  readonly config?: Partial<RaftConfig>
  /** How fast the clocks run, by server; the rest by the world's. */
  readonly rates?: readonly number[]
  /** From it timers draw their times. */
  readonly seed?: number
  /** A departure from Raft. */
  readonly rules?: Partial<Rules>
}

/** A handful of Raft cores; whoever drives it is their network, their disks, their clocks, their clients. */
export class Cluster {
  /** The world's time, in milliseconds. */
  now = 0
  readonly members: readonly Member[]
  /** Messages on their way, oldest first. */
  readonly flights: Flight[] = []
  /** Pairs of servers, `n1 n2`, between which nothing gets through. */
  readonly cut = new Set<string>()
  readonly witness: Witness
  #seed: number

  constructor({ size, voters = size, config = {}, rates = [], seed = 1, rules = {} }: ClusterSetup) {
    const ids = nodeIds(size)
    const members = ids.slice(0, voters)
    this.#seed = seed
    this.witness = new Witness(members)
    this.members = ids.map(
      (id, at) => new Member({ ...defaultConfig, ...config, id, members }, rules, rates[at] ?? 1),
    )
    for (const member of this.members) this.restart(member)
  }

  /** All that take themselves for leaders, that of the latest term first. */
  get leaders(): Member[] {
    const term = ({ raft }: Member): number => raft!.server.currentTerm
    return this.members
      .filter(({ raft }) => raft?.server.role === 'leader')
      .sort((one, other) => term(other) - term(one))
  }

  get leader(): Member | undefined {
    return this.leaders[0]
  }

  memberOf(id: NodeId): Member {
    return this.members.find((one) => one.id === id)!
  }

  restart(member: Member): void {
    if (member.raft !== undefined) return
    const raft = member.begin()
    this.#perform(member, raft.start(member.clock(this.now)))
  }

  crash(member: Member, records: number, snapshots: number): void {
    if (member.raft === undefined) return
    member.crash(records, snapshots)
    this.witness.crashed(member.id)
  }

  /** Nothing gets through between the two any more. */
  cutLink(one: NodeId, other: NodeId): void {
    if (one !== other) this.cut.add(`${one} ${other}`).add(`${other} ${one}`)
  }

  /** Delivers a message, or loses it on the way to who is down or cut off. */
  deliver({ from, to, message }: Flight): void {
    if (this.cut.has(`${from} ${to}`)) return
    this.#step(this.memberOf(to), { type: 'message', from, message })
  }

  /** The time comes for a timer, if it is set. */
  fire(member: Member, timer: 'election' | 'heartbeat' | 'transfer'): void {
    const due = member.timers.get(timer)
    if (due === undefined) return
    this.now = Math.max(this.now, due)
    member.timers.delete(timer)
    this.#step(member, { type: 'timer', timer })
  }

  sync(member: Member, count: number): void {
    for (const input of member.disk.sync(count)) this.#step(member, input)
  }

  propose(member: Member, kind: 'read' | 'write'): number {
    if (member.raft === undefined) return 0
    const request = this.witness.began(member.id, kind)
    this.#step(member, { type: 'propose', request, command: `${kind} ${request}`, kind })
    return request
  }

  reconfigure(member: Member, change: MembershipChange): void {
    if (member.raft === undefined) return
    const request = this.witness.began(member.id, 'admin')
    this.#step(member, { type: 'reconfigure', request, change, context: null })
  }

  transfer(member: Member, to: NodeId | null): void {
    if (member.raft === undefined) return
    const request = this.witness.began(member.id, 'admin')
    this.#step(member, { type: 'transfer', request, to })
  }

  #step(member: Member, input: Input): void {
    const { raft } = member
    if (raft === undefined) return
    this.#perform(member, raft.step(input, member.clock(this.now)))
    this.witness.look(member)
  }

  #perform(member: Member, effects: readonly Effect[]): void {
    for (const effect of effects) this.#effect(member, effect)
  }

  #effect(member: Member, effect: Effect): void {
    const { witness } = this
    switch (effect.do) {
      case 'send':
        this.#send(member, effect.to, effect.message)
        break
      case 'send-chunk': {
        const { to, message, limit } = effect
        const image = member.images.get(message.index)!
        const data = image.slice(message.offset, message.offset + limit)
        this.#send(member, to, { ...message, data, done: message.offset + limit >= image.length })
        break
      }
      case 'set-timer':
        member.timers.set(effect.timer, this.now + this.#draw(effect.low, effect.high) / member.rate)
        break
      case 'cancel-timer':
        member.timers.delete(effect.timer)
        break
      case 'persist': {
        const { log } = member.raft!.server
        const entries = effect.base === undefined ? effect.entries : log.from(log.firstIndex)
        member.disk.write({ ...effect, do: 'log', entries })
        break
      }
      case 'take-snapshot': {
        const image = JSON.stringify(member.chain)
        member.images.set(effect.snapshot.index, image)
        member.disk.write({ do: 'snapshot', meta: effect.snapshot, image, taken: true })
        break
      }
      case 'keep-chunk':
        member.chunks = effect.offset === 0 ? effect.data : member.chunks + effect.data
        break
      case 'install-snapshot': {
        const image = member.chunks
        const chain = JSON.parse(image) as Chain
        witness.restored(member, chain)
        member.chain = chain
        member.images.set(effect.snapshot.index, image)
        member.disk.write({ do: 'snapshot', meta: effect.snapshot, image, taken: false })
        break
      }
      case 'apply':
        member.chain = witness.applied(member, effect.entry)
        break
      case 'reply':
        witness.replied(member, effect.request, effect.index)
        break
      case 'answer':
        witness.answered(member, effect.request)
        break
      case 'done':
      case 'refuse':
      case 'abandon':
        witness.ended(member, effect.request, effect.do)
        break
    }
  }

  #send(member: Member, to: NodeId, message: Message): void {
    this.flights.push({ from: member.id, to, message, sent: this.now })
  }

  #draw(low: number, high: number): number {
    this.#seed = (Math.imul(this.#seed, 1664525) + 1013904223) >>> 0
    return low + ((this.#seed >>> 8) % (high - low + 1))
  }
}
