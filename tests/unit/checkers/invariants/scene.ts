import { InvariantMonitor, type Occasion } from '../../../../checkers/invariants/monitor.ts'
import { nodeIds, type NodeId } from '../../../../src/base/node-id.ts'
import type { LiveState, MembershipView } from '../../../../src/record/live-state.ts'
import type { Role } from '../../../../src/record/node-view.ts'
import type { Violation } from '../../../../src/record/verdict.ts'
import { ScriptedLog } from './scripted-log.ts'

/** A server whose state the test writes. */
export class ScriptedServer implements LiveState {
  role: Role = 'follower'
  currentTerm = 0
  votedFor: NodeId | null = null
  commitIndex = 0
  lastApplied = 0
  readonly log = new ScriptedLog()
  readonly matchIndex = new Map<NodeId, number>()
  membership?: MembershipView
  stateDigest?: string

  matchIndexOf(peer: NodeId): number {
    return this.matchIndex.get(peer) ?? -1
  }
}

/** What the disk of a scripted server holds. */
export class ScriptedDisk {
  currentTerm = 0
  votedFor: NodeId | null = null
  readonly log = new ScriptedLog()
}

/** Servers `n1`, `n2`, ... under a monitor. Each change is one step; steps count from 1, after the starts at 0. */
export class Scene {
  readonly servers: ScriptedServer[]
  readonly disks: ScriptedDisk[]
  readonly violations: Violation[] = []
  readonly triggers: string[] = []
  readonly monitor: InvariantMonitor
  step = 0

  constructor(size = 3, options: { only?: readonly string[]; disks?: boolean } = {}) {
    this.servers = Array.from({ length: size }, () => new ScriptedServer())
    this.disks = Array.from({ length: size }, () => new ScriptedDisk())
    this.monitor = new InvariantMonitor({
      members: nodeIds(size),
      report: (violation) => this.violations.push(violation),
      ...(options.only === undefined ? {} : { only: options.only }),
      onTrigger: (what: Occasion, node, step) => this.triggers.push(`${what} n${node + 1} ${step}`),
    })
    this.servers.forEach((server, node) => {
      if (options.disks === true) this.monitor.durable(node, this.#disk(node), 0, 0)
      this.monitor.started(node, server, 0, 0)
    })
  }

  /** One event at a server, named from 1: what it changes, and the look at it. */
  at(name: number, change: (server: ScriptedServer) => void): this {
    const server = this.#server(name - 1)
    change(server)
    this.step++
    this.monitor.observe(name - 1, this.step, this.step * 10)
    return this
  }

  /** Makes a server a candidate that votes for itself. */
  stand(name: number, term: number): this {
    return this.at(name, (server) => {
      server.role = 'candidate'
      server.currentTerm = term
      server.votedFor = `n${name}`
    })
  }

  vote(name: number, candidate: number, term: number): this {
    return this.at(name, (server) => {
      server.role = 'follower'
      server.currentTerm = term
      server.votedFor = `n${candidate}`
    })
  }

  lead(name: number): this {
    return this.at(name, (server) => (server.role = 'leader'))
  }

  /** Appends entries of one term with the given digests. */
  append(name: number, term: number, ...digests: number[]): this {
    return this.at(name, (server) => {
      server.currentTerm = Math.max(server.currentTerm, term)
      for (const digest of digests) server.log.append(term, digest)
    })
  }

  commit(name: number, index: number): this {
    return this.at(name, (server) => (server.commitIndex = index))
  }

  apply(name: number, index: number): this {
    return this.at(name, (server) => (server.lastApplied = index))
  }

  /** Everything in a server's memory becomes durable. */
  sync(name: number): this {
    const server = this.#server(name - 1)
    return this.disk(name, (disk) => {
      disk.currentTerm = server.currentTerm
      disk.votedFor = server.votedFor
      disk.log.become(server.log)
    })
  }

  disk(name: number, change: (disk: ScriptedDisk) => void): this {
    const disk = this.#disk(name - 1)
    change(disk)
    this.step++
    this.monitor.durable(name - 1, disk, this.step, this.step * 10)
    return this
  }

  crash(name: number): this {
    this.step++
    this.monitor.crashed(name - 1, this.step, this.step * 10)
    return this
  }

  /** A new incarnation of a server, from the state that `reload` leaves in a fresh memory. */
  restart(name: number, reload: (server: ScriptedServer) => void): this {
    const server = new ScriptedServer()
    reload(server)
    this.servers[name - 1] = server
    this.step++
    this.monitor.started(name - 1, server, this.step, this.step * 10)
    return this
  }

  sent(name: number, kind: 'request-vote' | 'vote' | 'append', term: number, candidate?: number): this {
    this.step++
    const id = candidate === undefined ? undefined : `n${candidate}`
    this.monitor.sent(name - 1, kind, term, kind === 'vote', id, this.step, this.step * 10)
    return this
  }

  executed(name: number, index: number, client: string, sequence: number): this {
    this.step++
    this.monitor.executed(name - 1, index, client, sequence, this.step, this.step * 10)
    return this
  }

  get headlines(): string[] {
    return this.violations.map(
      (violation) => `${violation.property}/${violation.shape}: ${violation.headline}`,
    )
  }

  #server(node: number): ScriptedServer {
    return this.servers[node] as ScriptedServer
  }

  #disk(node: number): ScriptedDisk {
    return this.disks[node] as ScriptedDisk
  }
}
