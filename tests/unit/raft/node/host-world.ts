import { canonicalJson, type Json } from '../../../../src/base/json.ts'
import { nodeIds, type NodeId } from '../../../../src/base/node-id.ts'
import { defaultConfig, rules, type Message, type RaftConfig } from '../../../../src/raft/core/index.ts'
import type { Sessions } from '../../../../src/raft/services/sessions.ts'
import { SimDisk } from '../../../../src/sim/disk.ts'
import { RaftHost } from '../../../../src/raft/node/host.ts'
import { recover, WalMirror } from '../../../../src/raft/node/wal.ts'
import { FakeEnvironment } from './fake-environment.ts'

/** A service that remembers every command, in place of one with sessions. */
class CommandList {
  commands: Json[] = []
  apply(command: Json): { result: { type: 'ok'; value: number }; executed: boolean } {
    this.commands.push(command)
    return { result: { type: 'ok', value: this.commands.length }, executed: true }
  }
  preview(): { type: 'ok'; value: number } {
    return { type: 'ok', value: this.commands.length }
  }
  isRead(): boolean {
    return false
  }
  stamped<T>(command: T): T {
    return command
  }

  bypassesLog(): boolean {
    return false
  }
  snapshot(): Json {
    return [...this.commands]
  }
  restore(image: Json): void {
    this.commands = [...(image as Json[])]
  }
}

/** One server and its incarnations. */
export class HostedServer {
  readonly disk = new SimDisk()
  readonly mirror = new WalMirror()
  environment: FakeEnvironment
  host: RaftHost
  service = new CommandList()
  readonly #config: Omit<RaftConfig, 'id' | 'members'>

  constructor(id: NodeId, members: readonly NodeId[], config: Omit<RaftConfig, 'id' | 'members'>) {
    this.#config = config
    this.environment = new FakeEnvironment(id, members, this.disk)
    this.host = this.#begin()
  }

  get id(): NodeId {
    return this.environment.id
  }

  /** So many syncs complete. The mirror, told of each write, holds what a recovery would find. */
  sync(count: number): void {
    const written = this.environment.sync(count)
    for (const { key, value } of written) this.mirror.write(key, value)
    if (written.length > 0) this.#compare()
  }

  /** It loses power and starts again at once; of the unsynced writes those at these positions survive. */
  restart(survivors: readonly number[]): void {
    const { id, members, now } = this.environment
    this.environment.crash(survivors)
    this.mirror.reload(this.disk.stored)
    this.#compare()
    this.service = new CommandList()
    this.environment = new FakeEnvironment(id, members, this.disk)
    this.environment.now = now
    this.host = this.#begin()
  }

  #begin(): RaftHost {
    return new RaftHost(this.environment, this.#config, rules, this.service as unknown as Sessions)
  }

  #compare(): void {
    const { stored, nextRecord, replaced } = recover(this.disk.stored)
    const { currentTerm, votedFor, log, records, snapshot } = this.mirror
    const { base } = log
    const meta = snapshot && { index: snapshot.index, term: snapshot.term, membership: snapshot.membership }
    const mirrored = { currentTerm, votedFor, base, entries: log.from(log.firstIndex), snapshot: meta }
    const same = canonicalJson({ stored, nextRecord, replaced })
    if (canonicalJson({ stored: mirrored, nextRecord: records, replaced: this.mirror.replaced }) !== same)
      throw new Error(`the mirror of ${this.id} is not what is on its disk: ${same}`)
  }
}

/** Hosts of the built-in Raft with all that is on its way between them. */
export class HostWorld {
  readonly servers: readonly HostedServer[]
  readonly flights: { from: NodeId; to: NodeId; message: Message }[] = []
  /** What clients were told is done. */
  readonly done: Json[] = []
  #commands = 0
  #fraction = 0

  constructor(size: number, config: Partial<RaftConfig>) {
    const ids = nodeIds(size)
    this.servers = ids.map((id) => new HostedServer(id, ids, { ...defaultConfig, ...config }))
  }

  deliver(place: number): void {
    const [flight] = this.flights.splice(place, 1)
    if (flight === undefined) return
    const server = this.servers.find(({ id }) => id === flight.to)!
    server.host.receive(flight.from, flight.message)
    this.collect()
  }

  fire(server: HostedServer, timer: string): void {
    this.#fraction = (this.#fraction + 0.381966) % 1
    server.environment.fraction = this.#fraction
    server.environment.fire(timer)
    this.collect()
  }

  submit(server: HostedServer): void {
    const call = ++this.#commands
    server.host.submit({ client: 1, sequence: call, call }, ({ type }) => {
      if (type === 'ok') this.done.push(call)
    })
    this.collect()
  }

  sync(server: HostedServer, count = Infinity): void {
    server.sync(count)
    this.collect()
  }

  restart(server: HostedServer, survivors: readonly number[]): void {
    this.collect()
    server.restart(survivors)
    this.collect()
  }

  /** Takes what was sent; looks whether all have executed the same. */
  collect(): void {
    for (const { id, environment } of this.servers)
      for (const { to, message } of environment.sent.splice(0)) this.flights.push({ from: id, to, message })
    const longest = this.#longest()
    for (const { id, service } of this.servers) {
      const { commands } = service
      const other = commands.findIndex(
        (command, at) => canonicalJson(command) !== canonicalJson(longest[at]!),
      )
      if (other >= 0) throw new Error(`${id} executed another command at ${other}`)
    }
  }

  /** Without faults: what is due first happens, until everybody has all that clients were told of. */
  settle(): void {
    for (let event = 0; event < 3000; event++) {
      for (const server of this.servers) this.sync(server)
      if (this.flights.length > 0) {
        this.deliver(0)
        continue
      }
      const leader = this.servers.find(({ host }) => host.raft.server.role === 'leader')
      if (leader !== undefined) {
        const { commitIndex } = leader.host.raft.server
        if (this.servers.every(({ host }) => host.raft.server.lastApplied === commitIndex)) return
      }
      const timers = this.servers.flatMap((server) =>
        [...server.environment.timers].map(([name, { due }]) => ({ server, name, due })),
      )
      const next = timers.reduce((one, other) => (other.due < one.due ? other : one))
      for (const { environment } of this.servers) environment.now = Math.max(environment.now, next.due)
      this.fire(next.server, next.name)
    }
    throw new Error('it does not come to rest')
  }

  #longest(): Json[] {
    let longest: Json[] = []
    for (const { service } of this.servers)
      if (service.commands.length > longest.length) longest = service.commands
    return longest
  }
}
