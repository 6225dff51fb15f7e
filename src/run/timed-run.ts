import { InvariantMonitor } from '../../checkers/invariants/monitor.ts'
import { Nemesis } from '../../nemesis/index.ts'
import type { Json } from '../base/json.ts'
import { nodeIds, type NodeId } from '../base/node-id.ts'
import { RandomStream } from '../base/random.ts'
import type { Micros, Millis } from '../base/time.ts'
import { eventText } from '../history/event-text.ts'
import type { HistoryEvent } from '../history/history-event.ts'
import type { FaultRecord } from '../history/run-record.ts'
import type { Violation } from '../history/verdict.ts'
import type { StepDetail } from '../sim/recorder.ts'
import { SimulatedFaults } from '../sim/simulated-faults.ts'
import { TimedWorld } from '../sim/timed-world.ts'
import { drainPromises, VirtualGlobals } from '../sim/virtual-globals.ts'
import { opensSomething } from '../sim/virtual-leaks.ts'
import type { Target } from '../target/target.ts'
import { Client, HistoryRecorder, type ClientWorld, type WorkloadPlan } from '../workload/index.ts'
import { conclude } from './conclude.ts'
import { converged, stalledViolation } from './liveness.ts'
import { LitRecorder } from './lit-recorder.ts'
import type { Plan } from './plan.ts'
import type { RunResult } from './run-result.ts'
import type { RunSettings } from './run-settings.ts'

/** How often the settling cluster is looked at. */
const LOOK_EVERY: Micros = 20_000
/** Clients that ask once the faults are healed, and how long the eager one waits between two operations. */
const PROBES = 2
const PROBE_THINK: Millis = 20

/** One run of a plan in virtual time: chaos first, then a quiet time in which the cluster must recover. */
class TimedRun {
  readonly #plan: Plan
  readonly #target: Target
  readonly #settings: RunSettings
  readonly #world: TimedWorld
  readonly #faults: SimulatedFaults
  readonly #nemesis: Nemesis
  readonly #clients: Client[]
  readonly #recorder: LitRecorder | undefined
  readonly #history: HistoryRecorder
  /** Step of the run at each event of the history. */
  readonly #steps: number[] = []
  readonly #leaders: { readonly at: Micros; readonly node: NodeId }[] = []
  #operations = 0
  #retries = 0
  #probed = false
  /** All operations so far, the probes' included. */
  #probes: WorkloadPlan['operations']

  constructor(plan: Plan, target: Target, settings: RunSettings) {
    this.#plan = plan
    this.#target = target
    this.#settings = settings
    const members = nodeIds(plan.nodes)
    const random = new RandomStream(plan.seed)
    this.#recorder = settings.lit === true ? new LitRecorder(target, members) : undefined
    this.#world = new TimedWorld({
      target,
      members,
      random,
      world: plan.world,
      ...(plan.limits === undefined ? {} : { limits: plan.limits }),
      monitor: (report) =>
        new InvariantMonitor({
          members,
          report,
          onOccasion: (occasion, node) => {
            if (occasion === 'leader')
              this.#leaders.push({ at: this.#world.now, node: members[node] as NodeId })
            this.#faults.tell(occasion, node)
          },
        }),
      ...(this.#recorder === undefined ? {} : { recorder: this.#recorder }),
      ...(settings.strict === true ? { strict: true } : {}),
    })
    this.#history = new HistoryRecorder(() => this.#world.now)
    this.#faults = new SimulatedFaults(this.#world, random.fork('nemesis'))
    this.#nemesis = new Nemesis(plan.faults, this.#faults)
    // After an unknown outcome each client moves on to another process number, by their number.
    const workload = { ...plan.workload, clients: plan.workload.clients + PROBES }
    this.#probes = workload.operations
    this.#clients = Array.from({ length: plan.workload.clients }, (_, number) =>
      this.#client(workload, number, random),
    )
  }

  /** The parts of the run, each up to an instant; between them the caller lets the world run. */
  *parts(): Generator<Micros, void, void> {
    const { cluster } = this.#world
    this.#world.start()
    for (const client of this.#clients) client.start()
    this.#nemesis.start()
    const healed = this.#plan.healAt * 1000
    yield healed
    if (cluster.violation !== undefined) return
    this.#nemesis.healAll()
    for (const client of this.#clients) client.retire()
    this.#probe()
    const until = healed + this.#plan.settle * 1000
    for (let look = healed + LOOK_EVERY; look < until; look += LOOK_EVERY) {
      yield look
      if (cluster.violation !== undefined || this.#recovered()) return
    }
    yield until
  }

  run(watched?: VirtualGlobals): void {
    try {
      watched?.begin(this.#world.cluster)
      for (const until of this.parts()) this.#world.run(until)
    } finally {
      watched?.end()
    }
  }

  /** As {@link run}; `virtual` when the target's globals are to be, in which case it was made with its target. */
  async runSettled(virtual: VirtualGlobals | undefined): Promise<void> {
    const { cluster } = this.#world
    const settle =
      virtual === undefined ? () => drainPromises().then(() => cluster.processes) : () => virtual.settle()
    try {
      virtual?.begin(cluster)
      for (const until of this.parts()) await this.#world.runSettled(until, settle)
    } finally {
      virtual?.end()
    }
  }

  conclude(): RunResult {
    const { cluster } = this.#world
    for (const client of this.#clients) client.stop()
    const faults = this.#nemesis.records()
    const stalled = this.#stalled()
    return conclude({
      cluster,
      history: this.#history.events,
      stepAt: (position) => this.#steps[position] ?? cluster.step,
      faults,
      retries: this.#retries,
      leadersStruck: faults.reduce((sum, fault) => sum + this.#leadersStruck(fault), 0),
      recorder: this.#recorder,
      settings: this.#settings,
      ...(stalled === undefined ? {} : { stalled }),
    })
  }

  #client(workload: WorkloadPlan, number: number, random: RandomStream): Client {
    const sessions = this.#target.sessions === true
    let operation = 0
    let tries = 0
    let invokedIn = 0
    let call: Json = null
    const { cluster } = this.#world
    const world: ClientWorld = {
      now: () => this.#world.now,
      after: (delay, act) => this.#world.after(delay, act),
      submit: (node, sent, done) => {
        if (tries++ > 0) this.#retries++
        this.#world.submit(node, sent, done, { client: number, operation, call, cause: invokedIn })
      },
      random: random.fork(`client/${number}`),
      record: (event) => {
        if (event.type === 'invoke') {
          operation = this.#operations++
          tries = 0
          const { f, key, value } = event
          call = { f, ...(key === undefined ? {} : { key }), value: value as Json }
        }
        const kind = event.type === 'invoke' ? 'invoke' : 'return'
        cluster.mark(kind, this.#recorder === undefined ? {} : this.#detail(event, operation))
        if (kind === 'invoke') invokedIn = cluster.step
        this.#steps.push(cluster.step)
        this.#history.record(event)
        if (event.type === 'ok' && number >= this.#plan.workload.clients) this.#probed = true
      },
      nodes: this.#plan.nodes,
    }
    return new Client(workload, number, world, { sessions })
  }

  /** What the trace says of an event of the history; an answer was given in an earlier step. */
  #detail(event: HistoryEvent, operation: number): StepDetail {
    const { answeredIn } = this.#world
    const because = event.type === 'invoke' || answeredIn === 0 ? {} : { cause: answeredIn }
    return { client: event.process, operation, text: eventText(event), ...because }
  }

  /**
   * Two more clients, once the faults are healed. One asks until something succeeds. The other asks now and
   * then: a leader without a no-op commits what it inherited only by way of a request of its own term (§8).
   */
  #probe(): void {
    const { workload, settle } = this.#plan
    const often = Math.max(2, Math.ceil(settle / PROBE_THINK))
    // With a session one operation is asked until it is answered; without, each asks once.
    this.#startProbe(workload.clients, this.#target.sessions === true ? 2 : often, PROBE_THINK)
    const seldom = workload.timeout / 2
    this.#startProbe(workload.clients + 1, Math.ceil(settle / seldom), seldom)
  }

  #startProbe(client: number, count: number, think: number): void {
    const { workload, seed, settle } = this.#plan
    const operations = Array.from({ length: count }, (_, position) => ({
      client,
      think,
      f: position % 2 === 0 ? ('write' as const) : ('read' as const),
      key: 0,
    }))
    const plan: WorkloadPlan = {
      ...workload,
      clients: workload.clients + PROBES,
      timeout: Math.max(workload.timeout, settle / 4),
      // Values are numbered by position: the probes' come after all planned ones, and differ.
      operations: [...this.#probes, ...operations],
    }
    this.#probes = plan.operations
    const probe = this.#client(plan, client, new RandomStream(`${seed}/probe`))
    this.#clients.push(probe)
    probe.start()
  }

  /** Whether the cluster has answered and agrees; a server that has not finished starting agrees to nothing. */
  #recovered(): boolean {
    const { cluster } = this.#world
    return this.#probed && cluster.processes.every(({ status }) => status === 'up') && converged(cluster)
  }

  #stalled(): Violation | undefined {
    const { cluster } = this.#world
    if (cluster.violation !== undefined || this.#recovered()) return undefined
    if (cluster.now < (this.#plan.healAt + this.#plan.settle) * 1000) return undefined
    return stalledViolation(cluster, this.#probed, this.#plan)
  }

  #leadersStruck({ strikes }: FaultRecord): number {
    return strikes.filter(({ from, nodes }) => {
      const leader = this.#leaders.findLast(({ at }) => at <= from)
      return leader !== undefined && nodes.includes(leader.node)
    }).length
  }
}

/** Runs a plan. For a target with promises of its own use {@link runPlanSettled}. */
export function runPlan(plan: Plan, target: Target, settings: RunSettings = {}): RunResult {
  const run = new TimedRun(plan, target, settings)
  const leaks = opensSomething(() => run.run())
  return (leaks ? findLeak(plan, target, settings) : undefined) ?? run.conclude()
}

/** Runs the plan once more to learn which server opened something real, and when. */
function findLeak(plan: Plan, target: Target, settings: RunSettings): RunResult | undefined {
  const watched = new VirtualGlobals(target, 'watched')
  const run = new TimedRun(plan, watched.target, settings)
  run.run(watched)
  const found = run.conclude()
  return found.violation?.property === 'no-leak' ? found : undefined
}

/** As {@link runPlan}, waiting between events until the target's promises have done what they can. */
export async function runPlanSettled(
  plan: Plan,
  target: Target,
  settings: RunSettings = {},
): Promise<RunResult> {
  const virtual = target.globals === 'virtual' ? new VirtualGlobals(target) : undefined
  const run = new TimedRun(plan, virtual?.target ?? target, settings)
  await run.runSettled(virtual)
  return run.conclude()
}
