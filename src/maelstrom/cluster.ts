import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { InputError } from '../base/input-error.ts'
import type { Millis } from '../base/time.ts'
import type { RealClock } from '../processes/real-clock.ts'
import { isClient, type Message } from './message.ts'
import type { Network } from './network.ts'
import { NodeLog } from './node-log.ts'
import { MaelstromNode } from './node.ts'
import type { RpcClient } from './rpc-client.ts'

/** Something that a node did which no program should do. */
export interface ProtocolFinding {
  readonly node: string
  /** `busy`: it sends very much, which is noted; `flood`: so much that it had to be ended. */
  readonly kind: 'node-crashed' | 'flood' | 'malformed' | 'busy'
  readonly because: string
  readonly count: number
}

/** What nodes may say before all know who they are: more is a flood. */
const MAX_HELD = 100_000
/** More in a second from one node is noted: programs send tens for each operation. */
const MANY_MESSAGES = 10_000

export interface ClusterOptions {
  readonly nodes: readonly string[]
  readonly bin: string
  readonly parameters: readonly string[]
  /** Where each node has its working folder, and where their logs go. */
  readonly folder: string
  readonly logs: string
  readonly network: Network
  readonly clock: RealClock
  readonly newClient: () => RpcClient
  readonly initTimeout: Millis
  readonly initType: string
  /** Is told each line that a node prints to standard error, after its name. */
  readonly onStderr?: (text: string) => void
  /** A node that was started again is not ready: why. */
  readonly onMissing: (why: string) => void
  /** A node's process began. */
  readonly onBegan: (node: string) => void
}

/** The nodes of a run, from their start to the end of the last. */
export class MaelstromCluster {
  readonly nodes: readonly MaelstromNode[]
  readonly #options: ClusterOptions
  readonly #findings = new Map<string, ProtocolFinding>()
  readonly #logs: NodeLog[] = []
  readonly #clients = new Map<string, RpcClient>()
  /**
   * Nodes that others may speak to: they have answered `init`, or think about it so long that they may themselves be waiting
   * for another node.
   */
  readonly #open = new Set<string>()
  /** What waits for the last node to be open, at the beginning. */
  #held: (() => void)[] | undefined = []
  /** Messages of a node in the present second. */
  readonly #sending = new Map<string, { second: number; count: number }>()
  #ending = false

  constructor(options: ClusterOptions) {
    this.#options = options
    this.nodes = options.nodes.map((id) => this.#node(id))
    for (const id of options.nodes) this.#clients.set(id, options.newClient())
  }

  get findings(): readonly ProtocolFinding[] {
    return [...this.#findings.values()]
  }

  /**
   * Starts all nodes and tells each who it is.
   * @returns what is missing: why the run cannot begin.
   * @throws InputError when the program cannot be started.
   */
  async start(): Promise<string | undefined> {
    const missing = (await Promise.all(this.nodes.map((node) => this.#begin(node)))).find(
      (why) => why !== undefined,
    )
    this.#release()
    return missing
  }

  /** Starts a node that was killed. A program that does not come up again has crashed, or shows it in the history. */
  async restart(node: MaelstromNode): Promise<void> {
    const missing = this.#ending ? undefined : await this.#begin(node)
    if (missing !== undefined) this.#options.onMissing(missing)
  }

  async stop(): Promise<void> {
    this.#ending = true
    await Promise.all(this.nodes.map((node) => node.kill()))
    await Promise.all(this.#logs.map((log) => log.close()))
  }

  flooded(origin: string): void {
    this.#find(origin, 'flood', `${origin} sends more than anybody can take`)
    void this.nodes.find(({ id }) => id === origin)?.kill()
  }

  async #begin(node: MaelstromNode): Promise<string | undefined> {
    const { initTimeout, initType, nodes, onBegan } = this.#options
    const { id } = node
    const crashes = this.#crashesOf(id)
    this.#open.delete(id)
    onBegan(id)
    await node.start()
    const client = this.#clients.get(id)
    const init = { type: initType, node_id: id, node_ids: nodes }
    const cancel = this.#options.clock.after(initTimeout / 2, () => this.#opened(id))
    const reply = await client?.request(id, init, initTimeout)
    cancel()
    if (reply?.type === `${initType}_ok`) {
      this.#opened(id)
      return undefined
    }
    const crash = this.#findings.get(`${id} node-crashed`)
    if (crash !== undefined && this.#crashesOf(id) > crashes) {
      // a shell ends like this when what it is to become cannot be executed
      if (/^exited with code 12[67]\b/.test(crash.because.slice(id.length + 1)))
        throw new InputError(`cannot be started: ${crash.because}`, { file: this.#options.bin })
      return crash.because
    }
    return reply === undefined
      ? `${id} has not answered ${initType} within ${initTimeout} ms: give it longer with --init-timeout, or see its log`
      : `${id} answered ${initType} by ${JSON.stringify(reply).slice(0, 200)}`
  }

  #opened(id: string): void {
    this.#open.add(id)
    if (this.#open.size === this.#options.nodes.length) this.#release()
  }

  #release(): void {
    const held = this.#held ?? []
    this.#held = undefined
    for (const send of held) send()
  }

  #crashesOf(id: string): number {
    return this.#findings.get(`${id} node-crashed`)?.count ?? 0
  }

  #node(id: string): MaelstromNode {
    const { bin, parameters, folder, logs, network, initType, onStderr } = this.#options
    const own = join(folder, id)
    mkdirSync(own, { recursive: true })
    const log = new NodeLog(join(logs, `${id}.log`), onStderr && ((line) => onStderr(`${id}: ${line}`)))
    this.#logs.push(log)
    const node: MaelstromNode = new MaelstromNode({
      id,
      bin,
      parameters,
      folder: own,
      log,
      onMessage: (message) => this.#sent(id, message),
      onGarbage: (why, line) => {
        const shown = JSON.stringify(line.slice(0, 200))
        this.#find(id, 'malformed', `${id} printed a line that ${why}: ${shown}`)
        log.note(`a line that ${why}: ${shown}`)
      },
      onExit: (text) => {
        if (this.#ending) return
        this.#find(id, 'node-crashed', `${id} ${text}`)
        // nobody will answer init
        this.#clients.get(id)?.close()
      },
      onFlood: () => {
        this.#find(id, 'flood', `${id} does not read what is sent to it`)
        void node.kill()
      },
    })
    network.attach(
      id,
      (message) => {
        // a program may ask a service before it answers `init`
        const isAnswer = !this.#options.nodes.includes(message.src) && !isClient(message.src)
        if (this.#open.has(id) || message.body.type === initType || isAnswer) node.deliver(message)
      },
      true,
    )
    return node
  }

  /** What nodes tell each other before all know who they are waits: some programs forget it. */
  #sent(origin: string, message: Message): string | undefined {
    const { network } = this.#options
    this.#countSent(origin)
    if (this.#held === undefined || !this.#options.nodes.includes(message.dest))
      return network.send(message, origin)
    if (this.#held.length < MAX_HELD) this.#held.push(() => network.send(message, origin))
    else this.flooded(origin)
    return undefined
  }

  #countSent(node: string): void {
    const second = Math.floor(this.#options.clock.now() / 1e6)
    const sending = this.#sending.get(node)
    if (sending?.second !== second) this.#sending.set(node, { second, count: 1 })
    else if (++sending.count === MANY_MESSAGES)
      this.#find(node, 'busy', `${node} sent more than ${MANY_MESSAGES} messages in a second`)
  }

  #find(node: string, kind: ProtocolFinding['kind'], because: string): void {
    const key = `${node} ${kind}`
    const before = this.#findings.get(key)
    this.#findings.set(key, {
      node,
      kind,
      because: before?.because ?? because,
      count: (before?.count ?? 0) + 1,
    })
  }
}
