import { defined } from '../base/defined.ts'
import { assert } from '../base/assert.ts'
import { InputError } from '../base/input-error.ts'
import type { NodeId } from '../base/node-id.ts'
import type { RandomStream } from '../base/random.ts'
import type { Micros, Millis } from '../base/time.ts'
import type { StepKind, TraceStep } from '../record/trace.ts'
import type { FaultStatistics, FaultSurface, Trigger } from '../subject/fault-surface.ts'
import type { ServerTarget } from '../subject/server.ts'
import { hasLinks, networkControls, processControls } from './fault-controls.ts'
import { openCluster, type ClusterListener, type RealCluster } from './real-cluster.ts'
import { RealClock } from './real-clock.ts'
import { assertUsable, type RealWorldOptions } from './real-world-options.ts'
import type { NodeEvent, RunningNode } from './supervision/running-node.ts'
import { StateTraces } from './state-traces.ts'
import { StatusWatch } from './status-watch.ts'

/** The end of a server that no fault had asked for. */
export interface UnexpectedEnd {
  readonly node: NodeId
  readonly at: Micros
  readonly text: string
}

/**
 * The real world: server processes on this machine, in real time, with the same controls as the simulated
 * one. Clocks and disks cannot be disturbed here. A crash is `kill -9`: what a server has given to the
 * operating system survives it, whatever the plan says of unsynced writes.
 */
export class RealWorld implements FaultSurface {
  readonly members: readonly NodeId[]
  readonly random: RandomStream
  readonly target: ServerTarget
  readonly process: NonNullable<FaultSurface['process']>
  /** Absent when no server has a port for peers, or there is only one server. */
  readonly network?: NonNullable<FaultSurface['network']>
  /** What happened to the servers, in order. */
  readonly steps: TraceStep[] = []
  readonly unexpectedEnds: UnexpectedEnd[] = []
  /** Resolves with the error when something of the harness, or in the target's own functions, breaks. */
  readonly broken: Promise<unknown>
  /** What the servers say of themselves. */
  readonly traces = new StateTraces()
  readonly time: RealClock
  readonly #cluster: RealCluster
  readonly #watch: StatusWatch
  readonly #break: (error: unknown) => void

  private constructor(
    options: RealWorldOptions,
    cluster: RealCluster,
    broken: PromiseWithResolvers<unknown>,
  ) {
    const { target, members, random, cuts = 'mixed', statusEvery = 50 } = options
    this.members = members
    this.random = random.fork('nemesis')
    this.target = target
    this.broken = broken.promise
    this.#break = broken.resolve
    this.time = new RealClock(broken.resolve)
    this.#cluster = cluster
    this.#watch = new StatusWatch(target, this.time, statusEvery)
    this.process = processControls((node) => this.node(node))
    if (hasLinks(target) && members.length > 1)
      this.network = networkControls(cluster.links, cuts, random.fork('cuts'))
  }

  /**
   * Starts all servers and waits until they are ready.
   * @throws InputError with a server's last words when one ends or does not become ready in time.
   */
  static async open(options: RealWorldOptions): Promise<RealWorld> {
    assertUsable(options)
    const broken = Promise.withResolvers<unknown>()
    const events: { -readonly [event in keyof ClusterListener]?: ClusterListener[event] } = {}
    const cluster = await openCluster(options, {
      onError: broken.resolve,
      notify: (...event) => events.notify?.(...event),
      onErrorLine: (...line) => events.onErrorLine?.(...line),
    })
    const world = new RealWorld(options, cluster, broken)
    events.notify = (...event) => world.#onNode(...event)
    events.onErrorLine = (node, line, incarnation) => world.traces.take(node, incarnation, line, world.now())
    try {
      for (const node of cluster.nodes.values()) node.start()
      await world.#untilReady(options.readyWithin ?? options.target.readyWithin ?? 60_000)
    } catch (error) {
      await world.close(0)
      throw error
    }
    for (const node of cluster.nodes.values()) world.#watch.follow(node)
    return world
  }

  /** Time counts from now on: the run begins. */
  begin(): void {
    this.time.begin()
  }

  now(): Micros {
    return this.time.now()
  }

  after(delay: Millis, act: () => void): void {
    this.time.after(delay, act)
  }

  /** Without `status` in the target there are no triggers; with it those that can be seen from outside. */
  listen(listener: (trigger: Trigger, node: NodeId) => void): void {
    this.#watch.listen((trigger, node) => {
      try {
        listener(trigger, node)
      } catch (error) {
        this.#break(error)
      }
    })
  }

  status(node: NodeId): 'up' | 'down' | 'paused' {
    return this.node(node).status
  }

  peek(node: NodeId): ReturnType<FaultSurface['peek']> {
    if (this.status(node) === 'down') return undefined
    const seen = this.#watch.seen(node)
    if (seen === undefined) return undefined
    const { role, currentTerm, lastIndex = 0, lastTerm = 0 } = seen
    return { role, currentTerm, lastIndex, lastTerm }
  }

  mark(kind: 'fault' | 'heal', statistics: FaultStatistics, text: string, nodes: readonly NodeId[]): void {
    this.#step(kind, `${text} [${nodes.join(', ')}]`, { fault: statistics.id })
  }

  node(id: NodeId): RunningNode {
    const node = this.#cluster.nodes.get(id)
    assert(node !== undefined, `no server is called ${id}`)
    return node
  }

  /** Waits until every server is ready; resolves with those that are not by then. */
  async whenReady(within: Millis): Promise<NodeId[]> {
    const ready = new Set<NodeId>()
    const all = Promise.all(
      this.members.map(async (id) => {
        if (await this.node(id).ready) ready.add(id)
      }),
    )
    let timer: NodeJS.Timeout | undefined
    await Promise.race([all, new Promise((resolve) => (timer = setTimeout(resolve, within)))])
    clearTimeout(timer)
    return this.members.filter((id) => !ready.has(id))
  }

  /** What went wrong without changing the outcome: output that could not be kept, servers that never say who leads. */
  warnings(): string[] {
    const logs = [...this.#cluster.nodes.values()].flatMap(({ log: { file, failure } }) =>
      failure === undefined ? [] : [`${file} could not be written: ${failure.message}`],
    )
    return [...logs, ...[this.#watch.silence, this.traces.unreadable].filter((text) => text !== undefined)]
  }

  /** Something went wrong outside of the world that the run cannot go on after: it ends with this error. */
  fail(error: unknown): void {
    this.#break(error)
  }

  /** Ends everything: asks the servers to, and kills those that have not after `within`. Default 2,000 ms. */
  async close(within: Millis = 2000): Promise<void> {
    this.time.stop()
    await this.#cluster.close(within)
  }

  async #untilReady(within: Millis): Promise<void> {
    const late = await this.whenReady(within)
    const [ended] = this.unexpectedEnds
    if (ended !== undefined) throw new InputError(`${ended.node}: the server ${ended.text}`)
    const [first] = late
    if (first === undefined) return
    throw new InputError(
      `${late.join(', ')}: not ready within ${within} ms; is "ready" asking the right thing? It ${this.node(first).lastWords}`,
    )
  }

  #onNode(node: NodeId, event: NodeEvent, text: string, fault: string | undefined): void {
    if (event === 'ready') return
    if (event !== 'pause' && event !== 'resume') this.#watch.forget(node)
    if (event === 'ended') this.unexpectedEnds.push({ node, at: this.now(), text })
    const kind = event === 'ended' ? 'crash' : event
    const words = event === 'ended' ? `${node} ended by itself: ${text}` : `${node}: ${text}`
    this.#step(kind, words, { node, ...defined({ fault }) })
  }

  #step(kind: StepKind, text: string, more: { readonly node?: NodeId; readonly fault?: string }): void {
    this.steps.push({ step: this.steps.length + 1, time: this.now(), kind, text, ...more })
  }
}
