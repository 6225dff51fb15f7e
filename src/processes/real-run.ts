import type { TracedViolation } from '../../checkers/state-trace/index.ts'
import { defined } from '../base/defined.ts'
import { setTimeout as sleep } from 'node:timers/promises'
import type { NodeId } from '../base/node-id.ts'
import type { Millis } from '../base/time.ts'
import type { RandomStream } from '../base/random.ts'
import type { HistoryEvent } from '../record/history-event.ts'
import type { FaultRecord } from '../record/run-record.ts'
import type { TraceStep } from '../record/trace.ts'
import type { FaultSurface } from '../subject/fault-surface.ts'
import { Client, HistoryRecorder, type WorkloadPlan } from '../workload/index.ts'
import { ClientConnections } from './proxy/client-connections.ts'
import { HistoryFile } from './history-file.ts'
import { Probe, probePlan } from './probe-plan.ts'
import type { RealWorld, UnexpectedEnd } from './real-world.ts'

/** What carries out the faults of a plan, as `Nemesis` does. */
export interface NemesisLike {
  start(): void
  healAll(): void
  records(): FaultRecord[]
}

export interface RealRunOptions {
  readonly world: RealWorld
  readonly workload: WorkloadPlan
  /** For the clients' choices. */
  readonly random: RandomStream
  /** Makes the nemesis for the world's controls. Default: no faults. */
  readonly nemesis?: (surface: FaultSurface) => NemesisLike
  /** When all faults are healed and the clients begin no more operations. */
  readonly healAt: Millis
  /** How long after that the cluster may take to be up again and to answer. */
  readonly settle: Millis
  /** Where the history is written while it is recorded. */
  readonly historyFile?: string
}

export interface RealRunResult {
  readonly history: readonly HistoryEvent[]
  readonly faults: readonly FaultRecord[]
  /** What happened to the servers, in order. */
  readonly steps: readonly TraceStep[]
  /** Servers that ended though no fault had asked for it. */
  readonly unexpectedEnds: readonly UnexpectedEnd[]
  /** Why the cluster counts as not recovered; undefined when it has. */
  readonly stalled?: string
  /** Servers that were not up again in time; empty when all were. */
  readonly notReady: readonly NodeId[]
  /** What they said of themselves that breaks an invariant. */
  readonly traced?: TracedViolation
}

/** How often the settling cluster is looked at. */
const LOOK_EVERY: Millis = 10

/** How long the others may take to answer once a server has ended by itself. */
const AFTER_UNEXPECTED_END: Millis = 5000

/** One run in real time: clients and faults first, then a quiet time in which the cluster must recover. */
class RealRun {
  readonly #options: RealRunOptions
  readonly #history: HistoryRecorder
  readonly #file: HistoryFile | undefined
  readonly #connections: ClientConnections[] = []
  readonly #clients: Client[]
  readonly #nemesis: NemesisLike | undefined
  readonly #probe: Probe
  #broken: { readonly error: unknown } | undefined

  constructor(options: RealRunOptions) {
    const { world, workload, nemesis, historyFile } = options
    this.#options = options
    this.#history = new HistoryRecorder(() => world.now())
    // first: a plan that this world cannot carry out leaves nothing behind
    this.#nemesis = nemesis?.(world)
    this.#file = historyFile === undefined ? undefined : new HistoryFile(historyFile)
    this.#probe = new Probe(workload)
    // after an unknown outcome each client moves on to another process number, by their number
    const all = { ...workload, clients: workload.clients + 1 }
    this.#clients = Array.from({ length: workload.clients }, (_, number) => this.#client(all, number))
    void world.broken.then((error) => (this.#broken = { error }))
  }

  async run(): Promise<RealRunResult> {
    const { world, healAt } = this.#options
    try {
      world.begin()
      for (const client of this.#clients) client.start()
      this.#nemesis?.start()
      await this.#until(() => false, healAt)
      this.#nemesis?.healAll()
      for (const client of this.#clients) client.retire()
      const notReady = await this.#recover()
      const stalled = this.#stalled(notReady)
      return {
        history: this.#history.events,
        faults: this.#nemesis?.records() ?? [],
        steps: world.steps,
        unexpectedEnds: world.unexpectedEnds,
        notReady,
        ...defined({ stalled, traced: world.traces.violation }),
      }
    } finally {
      for (const client of this.#clients) client.stop()
      for (const connections of this.#connections) connections.close()
      await this.#file?.close()
    }
  }

  /** Waits for every server and for an answer about every object. Returns the servers that are not ready in time. */
  async #recover(): Promise<readonly NodeId[]> {
    const { world, workload, healAt, settle } = this.#options
    const until = healAt + settle
    const { functions } = world.target.offers
    const change = functions.includes('cas') && !functions.includes('write') ? 'cas' : 'write'
    const probe = this.#client(probePlan(workload, settle, change), workload.clients)
    const planned = this.#clients.slice()
    this.#clients.push(probe)
    probe.start()
    const left = (): Millis => Math.max(0, until - world.now() / 1000)
    const missing = await world.whenReady(left())
    await this.#until(() => this.#probe.answered || this.#isHopeless(), until)
    probe.retire()
    // each ends by its own time limit
    await this.#until(
      () => [...planned, probe].every(({ finished }) => finished),
      until + 2 * workload.timeout,
    )
    return missing
  }

  /** A server that ended by itself is not started again: what it has not answered soon, nobody will. */
  #isHopeless(): boolean {
    const { world, healAt } = this.#options
    return world.unexpectedEnds.some(
      ({ at }) => world.now() / 1000 > Math.max(at / 1000, healAt) + AFTER_UNEXPECTED_END,
    )
  }

  #stalled(missing: readonly NodeId[]): string | undefined {
    const after = `${this.#options.settle} ms after the last fault was healed`
    if (missing.length > 0) return `${after} not ready: ${missing.join(', ')}`
    return this.#probe.answered ? undefined : `${after} no read has succeeded of ${this.#probe.missing}`
  }

  /**
   * Waits until it is so, or until that instant of the run.
   * @throws Error: what broke meanwhile.
   */
  async #until(isSo: () => boolean, instant: Millis): Promise<void> {
    const { world } = this.#options
    for (;;) {
      if (this.#broken !== undefined) throw this.#broken.error
      const left = instant - world.now() / 1000
      if (left <= 0 || isSo()) return
      await sleep(Math.min(LOOK_EVERY, left))
    }
  }

  #client(plan: WorkloadPlan, number: number): Client {
    const { world, random, workload } = this.#options
    const { target, members } = world
    const endpoints = members.map((id) => world.node(id).endpoint)
    const connections = new ClientConnections(target, endpoints, workload.timeout)
    this.#connections.push(connections)
    return new Client(
      plan,
      number,
      {
        now: () => world.now(),
        after: (delay, act) => world.time.after(delay, act),
        submit: (server, call, done) =>
          void connections
            .submit(server, call)
            .then(done)
            .catch((error: unknown) => (this.#broken ??= { error })),
        random: random.fork(`client/${number}`),
        record: (event) => {
          const recorded = this.#history.record(event)
          this.#file?.append(recorded)
          if (number === workload.clients) this.#probe.see(event)
        },
        nodes: members.length,
      },
      { sessions: target.sessions ?? false },
    )
  }
}

/**
 * Carries out a workload against a real world under faults, and waits for recovery. The world stays open.
 * An operation without a definite answer is recorded as `info`, and its client goes on under a new process
 * number. Hand the history to the checkers.
 *
 * @throws InputError when the world lacks what a fault needs, or the history cannot be written.
 */
export async function runReal(options: RealRunOptions): Promise<RealRunResult> {
  return new RealRun(options).run()
}
