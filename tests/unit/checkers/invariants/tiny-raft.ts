import { InvariantMonitor } from '../../../../checkers/invariants/monitor.ts'
import { type NodeId, nodeIds } from '../../../../src/base/node-id.ts'
import type { RandomStream } from '../../../../src/base/random.ts'
import type { LiveState } from '../../../../src/record/live-state.ts'
import type { Violation } from '../../../../src/record/verdict.ts'
import { ScriptedLog } from './scripted-log.ts'
import { type Message, TinyNetwork } from './tiny-network.ts'
import { type TinyDisk, TinyServer, WithoutBoundary } from './tiny-server.ts'

/** A rule of Raft that a run leaves out, to see that somebody notices. */
export type Mutation =
  | 'votes-twice'
  | 'no-log-check'
  | 'vote-before-sync'
  | 'ack-before-sync'
  | 'commits-old-terms'
  | 'no-previous-check'
  | 'cuts-always'
  | 'never-cuts'
  | 'commit-beyond-new'
  | 'executes-retries'
  | 'half-is-enough'
  | 'match-goes-back'
  | 'snapshot-goes-back'

/**
 * Raft as Figure 2 has it, in the least code: messages in a bag that are delivered in any order, any number
 * of times or never; memory that reaches the disk at a sync; crashes that lose what did not. Only what a
 * leader sends does not wait for the disk.
 */
export class TinyRaft {
  readonly violations: Violation[] = []
  readonly monitor: InvariantMonitor
  /** Leaders elected in a term below one in which something was already committed. */
  lateLeaders = 0
  readonly #members: readonly NodeId[]
  /** Absent while down. */
  readonly #servers: (TinyServer | undefined)[]
  readonly #disks: readonly TinyDisk[]
  readonly #snapshots: ReadonlySet<number>[]
  readonly #network: TinyNetwork
  readonly #random: RandomStream
  readonly #mutation: Mutation | undefined
  /** How often servers stand or crash, in a thousand steps. */
  readonly #turmoil: number
  readonly #slow: number
  /** Whether several events happen between two looks, as in a subject that handles its messages in batches. */
  readonly #skips: boolean
  /** Whether the subject keeps the last term of its snapshot to itself. */
  readonly #hides: boolean
  #step = 0
  #highestCommitTerm = 0
  #requests = 0

  constructor(size: number, random: RandomStream, mutation?: Mutation) {
    this.#members = nodeIds(size)
    this.#random = random
    this.#mutation = mutation
    this.#turmoil = random.pick([1, 3, 6, 15])
    this.#slow = random.int(0, size)
    this.#skips = random.chance(0.3)
    this.#hides = random.chance(0.3)
    this.monitor = new InvariantMonitor({
      members: this.#members,
      report: (violation) => this.violations.push(violation),
    })
    this.#disks = this.#members.map(() => ({
      currentTerm: 0,
      votedFor: null,
      log: new ScriptedLog(),
      seenAtSnapshot: new Set<number>(),
    }))
    this.#network = new TinyNetwork(size, random)
    this.#snapshots = this.#members.map(() => new Set<number>())
    const servers = this.#members.map(() => new TinyServer())
    this.#servers = servers
    servers.forEach((server, node) => {
      this.monitor.durable(node, this.#disk(node), 0, 0)
      this.monitor.started(node, this.#shown(server), 0, 0)
    })
  }

  /** Does random things until a violation is reported or the steps are used up. */
  run(steps: number): void {
    while (this.#step < steps && this.violations.length === 0) {
      this.#step++
      const node = this.#random.int(0, this.#members.length - 1)
      const server = this.#servers[node]
      if (server === undefined) {
        if (this.#random.chance(0.3)) this.#restart(node)
        continue
      }
      this.#act(node, server, this.#random.int(0, 999))
      if (this.#servers[node] !== server || (this.#skips && this.#random.chance(0.3))) continue
      this.monitor.observe(node, this.#step, this.#step)
    }
  }

  #act(node: number, server: TinyServer, dice: number): void {
    const turmoil = this.#turmoil
    if (dice < turmoil) this.#stand(node, server)
    else if (dice < 1.5 * turmoil) this.#crash(node)
    else if (dice < 60) this.#submit(server)
    else if (dice < 70) this.#compact(node, server)
    else if (dice < 180) this.#replicate(node, server)
    else if (dice < 380) this.#sync(node, server)
    // what is sent to the slow server mostly waits, and arrives when the others are long elsewhere
    else if (node !== this.#slow || this.#random.chance(0.05)) this.#deliver(node, server)
  }

  // --- elections (§5.2) ---

  #stand(node: number, server: TinyServer): void {
    if (server.role === 'leader') return
    server.currentTerm++
    server.votedFor = this.#name(node)
    server.role = 'candidate'
    server.granted.clear()
    const term = server.currentTerm
    const { log } = server
    const { lastIndex } = log
    const request: Message = {
      kind: 'request-vote',
      term,
      from: node,
      lastTerm: log.termAt(lastIndex),
      lastIndex,
    }
    this.#onceDurable(server, () => {
      this.#send(request)
      this.#count(node, server, node, term)
    })
  }

  /** Does something when what is in memory now is on disk, unless a new term came in between. */
  #onceDurable(server: TinyServer, act: () => void): void {
    const { currentTerm } = server
    server.afterSync.push(() => {
      if (server.currentTerm === currentTerm) act()
    })
  }

  #onRequestVote(node: number, server: TinyServer, message: Message & { kind: 'request-vote' }): void {
    if (message.term < server.currentTerm) return
    const candidate = this.#name(message.from)
    const free = server.votedFor === null || server.votedFor === candidate || this.#mutation === 'votes-twice'
    const lastTerm = server.log.termAt(server.log.lastIndex)
    const recent =
      message.lastTerm > lastTerm ||
      (message.lastTerm === lastTerm && message.lastIndex >= server.log.lastIndex)
    if (!free || (!recent && this.#mutation !== 'no-log-check') || server.role === 'leader') return
    server.votedFor = candidate
    const vote: Message = { kind: 'vote', term: message.term, from: node, to: message.from }
    if (this.#mutation === 'vote-before-sync') this.#send(vote)
    else this.#onceDurable(server, () => this.#send(vote))
  }

  #count(node: number, server: TinyServer, voter: number, term: number): void {
    if (server.role !== 'candidate' || server.currentTerm !== term) return
    server.granted.add(voter)
    if (server.granted.size < this.#majority) return
    server.role = 'leader'
    server.match.clear()
    if (server.currentTerm < this.#highestCommitTerm) this.lateLeaders++
    if (this.#random.chance(0.5)) this.#submit(server)
    this.#commit(node, server)
  }

  // --- log replication (§5.3) ---

  #submit(server: TinyServer): void {
    if (server.role !== 'leader') return
    const retry = this.#requests > 0 && this.#random.chance(0.3)
    const request = retry ? this.#random.int(1, this.#requests) : ++this.#requests
    server.log.append(server.currentTerm, request)
  }

  #replicate(node: number, server: TinyServer): void {
    if (server.role !== 'leader') return
    const { log, currentTerm: term, commitIndex: commit } = server
    if (log.firstIndex > 1 && this.#random.chance(0.3)) {
      const seen = this.#snapshots[node] as ReadonlySet<number>
      const lastIndex = log.firstIndex - 1
      this.#send({ kind: 'snapshot', term, from: node, lastIndex, lastTerm: log.boundaryTerm, seen })
      return
    }
    // from what some follower is known to have, or from anywhere; all of it, or some, or nothing
    const match = server.matchIndexOf(this.#random.pick(this.#members))
    const guessed = match < log.firstIndex - 1 || this.#random.chance(0.3)
    const previous = guessed ? this.#random.int(log.firstIndex - 1, log.lastIndex) : match
    const end = this.#random.chance(0.6) ? log.lastIndex : this.#random.int(previous, log.lastIndex)
    const entries = log.entries.slice(previous + 1 - log.firstIndex, end + 1 - log.firstIndex)
    this.#send({
      kind: 'append',
      term,
      from: node,
      previous,
      previousTerm: log.termAt(previous),
      entries,
      commit,
    })
  }

  #onAppend(node: number, server: TinyServer, message: Message & { kind: 'append' }): void {
    if (message.term < server.currentTerm) return
    server.role = 'follower'
    const { log } = server
    const { previous } = message
    if (previous > log.lastIndex) return
    const known = previous >= log.firstIndex - 1 ? log.termAt(previous) : message.previousTerm
    if (known !== message.previousTerm && this.#mutation !== 'no-previous-check') return
    let index = previous
    for (const entry of message.entries) {
      index++
      if (index < log.firstIndex) continue
      if (index <= log.lastIndex && log.termAt(index) !== entry.term && this.#mutation !== 'never-cuts')
        log.cutFrom(index)
      if (index > log.lastIndex) log.append(entry.term, entry.digest)
    }
    if (this.#mutation === 'cuts-always' && index + 1 >= log.firstIndex) log.cutFrom(index + 1)
    const end = this.#mutation === 'commit-beyond-new' ? log.lastIndex : index
    server.commitIndex = Math.max(server.commitIndex, Math.min(message.commit, end))
    this.#apply(node, server)
    this.#acknowledge(node, server, message.from, index)
  }

  #acknowledge(node: number, server: TinyServer, to: number, match: number): void {
    const reply: Message = { kind: 'append-reply', term: server.currentTerm, from: node, to, match }
    if (this.#mutation === 'ack-before-sync') this.#send(reply)
    else this.#onceDurable(server, () => this.#send(reply))
  }

  #onReply(node: number, server: TinyServer, message: Message & { kind: 'append-reply' }): void {
    if (server.role !== 'leader' || message.term !== server.currentTerm) return
    const peer = this.#name(message.from)
    const known = this.#mutation === 'match-goes-back' ? -1 : server.matchIndexOf(peer)
    server.match.set(peer, Math.max(known, message.match))
    this.#commit(node, server)
  }

  #commit(node: number, server: TinyServer): void {
    const disk = this.#disk(node)
    for (let index = server.log.lastIndex; index > server.commitIndex; index--) {
      const term = server.log.termAt(index)
      if (term !== server.currentTerm && this.#mutation !== 'commits-old-terms') continue
      let holders = disk.log.lastIndex >= index && disk.log.termAt(index) === term ? 1 : 0
      for (const match of server.match.values()) if (match >= index) holders++
      if (holders < this.#majority) continue
      server.commitIndex = index
      this.#highestCommitTerm = Math.max(this.#highestCommitTerm, server.currentTerm)
      break
    }
    this.#apply(node, server)
  }

  #apply(node: number, server: TinyServer): void {
    if (this.#random.chance(0.2)) return
    while (server.lastApplied < Math.min(server.commitIndex, server.log.lastIndex)) {
      const request = server.log.digestAt(++server.lastApplied)
      if (server.seen.has(request) && this.#mutation !== 'executes-retries') continue
      server.seen.add(request)
      this.monitor.executed(node, server.lastApplied, 'c', request, this.#step, this.#step)
    }
  }

  // --- snapshots (§7) ---

  #compact(node: number, server: TinyServer): void {
    const { log, lastApplied } = server
    if (lastApplied < log.firstIndex) return
    log.boundaryTerm = log.termAt(lastApplied)
    const boundary = log.boundaryTerm
    log.compactTo(lastApplied + 1)
    log.boundaryTerm = boundary
    this.#snapshots[node] = new Set(server.seen)
  }

  #onSnapshot(node: number, server: TinyServer, message: Message & { kind: 'snapshot' }): void {
    if (message.term < server.currentTerm) return
    server.role = 'follower'
    const { log } = server
    const old = message.lastIndex <= server.commitIndex && this.#mutation !== 'snapshot-goes-back'
    if (!old && message.lastIndex >= log.firstIndex) {
      if (log.termAt(message.lastIndex) === message.lastTerm) log.compactTo(message.lastIndex + 1)
      else log.install(message.lastIndex + 1)
      log.boundaryTerm = message.lastTerm
      server.commitIndex = message.lastIndex
      server.lastApplied = message.lastIndex
      server.seen = new Set(message.seen)
      this.#snapshots[node] = message.seen
    }
    this.#acknowledge(node, server, message.from, message.lastIndex)
  }

  // --- disk, crashes, network ---

  #sync(node: number, server: TinyServer): void {
    const disk = this.#disk(node)
    disk.currentTerm = server.currentTerm
    disk.votedFor = server.votedFor
    disk.log.become(server.log)
    disk.seenAtSnapshot = this.#snapshots[node] as ReadonlySet<number>
    this.monitor.durable(node, disk, this.#step, this.#step)
    for (const act of server.afterSync.splice(0)) act()
    if (server.role === 'leader') this.#commit(node, server)
  }

  #crash(node: number): void {
    this.#servers[node] = undefined
    this.monitor.crashed(node, this.#step, this.#step)
  }

  #restart(node: number): void {
    const disk = this.#disk(node)
    const server = new TinyServer()
    server.currentTerm = disk.currentTerm
    server.votedFor = disk.votedFor
    server.log.become(disk.log)
    server.commitIndex = server.lastApplied = disk.log.firstIndex - 1
    server.seen = new Set(disk.seenAtSnapshot)
    this.#snapshots[node] = disk.seenAtSnapshot
    this.#servers[node] = server
    this.monitor.reset(node)
    this.monitor.started(node, this.#shown(server), this.#step, this.#step)
  }

  #send(message: Message): void {
    this.#network.send(message)
    const candidate = message.kind === 'vote' ? this.#name(message.to) : undefined
    const { kind, term, from } = message
    this.monitor.sent(from, kind, term, kind === 'vote', candidate, this.#step, this.#step)
  }

  #deliver(node: number, server: TinyServer): void {
    const message = this.#network.take(node)
    if (message === undefined) return
    if (message.term > server.currentTerm) {
      server.currentTerm = message.term
      server.votedFor = null
      server.role = 'follower'
    }
    if (message.kind === 'request-vote') this.#onRequestVote(node, server, message)
    else if (message.kind === 'vote') this.#count(node, server, message.from, message.term)
    else if (message.kind === 'append') this.#onAppend(node, server, message)
    else if (message.kind === 'append-reply') this.#onReply(node, server, message)
    else this.#onSnapshot(node, server, message)
  }

  #shown(server: TinyServer): LiveState {
    return this.#hides ? new WithoutBoundary(server) : server
  }

  get #majority(): number {
    const { length } = this.#members
    return this.#mutation === 'half-is-enough' ? Math.ceil(length / 2) : Math.floor(length / 2) + 1
  }

  #name(node: number): NodeId {
    return this.#members[node] as NodeId
  }

  #disk(node: number): TinyDisk {
    return this.#disks[node] as TinyDisk
  }
}
