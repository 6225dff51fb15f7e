import { InvariantMonitor } from '../../checkers/invariants/monitor.ts'
import { Nemesis } from '../../nemesis/index.ts'
import { nodeIds, type NodeId } from '../base/node-id.ts'
import { RandomStream } from '../base/random.ts'
import type { Micros } from '../base/time.ts'
import type { FaultRecord } from '../history/run-record.ts'
import type { Violation } from '../history/verdict.ts'
import { SimulatedFaults } from '../sim/simulated-faults.ts'
import { TimedWorld } from '../sim/timed-world.ts'
import type { Process } from '../sim/process.ts'
import { VirtualGlobals } from '../sim/virtual-globals.ts'
import { leakViolation, SOMEBODY } from '../sim/leak-violation.ts'
import { firstOpened, type Opened } from '../sim/virtual-leaks.ts'
import { enterPhase } from '../sim/whereabouts.ts'
import type { Target } from '../target/target.ts'
import { conclude } from './conclude.ts'
import { converged, stalledViolation } from './liveness.ts'
import { LitRecorder } from './lit-recorder.ts'
import { beginGuardedRun } from './guarded-run.ts'
import type { Plan } from './plan.ts'
import { RunClients } from './run-clients.ts'
import type { RunResult } from './run-result.ts'
import type { RunSettings } from './run-settings.ts'

/** How often the settling cluster is looked at. */
const LOOK_EVERY: Micros = 20_000

/** One run of a plan in virtual time: chaos first, then a quiet time in which the cluster must recover. */
class TimedRun {
  readonly #plan: Plan
  readonly #target: Target
  readonly #settings: RunSettings
  readonly #world: TimedWorld
  readonly #faults: SimulatedFaults
  readonly #nemesis: Nemesis
  readonly #clients: RunClients
  readonly #recorder: LitRecorder | undefined
  readonly #leaders: { readonly at: Micros; readonly node: NodeId }[] = []

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
    this.#faults = new SimulatedFaults(this.#world, random.fork('nemesis'))
    this.#nemesis = new Nemesis(plan.faults, this.#faults)
    const world = this.#world
    this.#clients = new RunClients({ plan, target, world, random, lit: this.#recorder !== undefined })
  }

  /** The parts of the run, each up to an instant; between them the caller lets the world run. */
  *parts(): Generator<Micros, void, void> {
    const { cluster } = this.#world
    this.#world.start()
    this.#clients.start()
    this.#nemesis.start()
    const healed = this.#plan.healAt * 1000
    yield healed
    if (cluster.violation !== undefined) return
    this.#nemesis.healAll()
    this.#clients.retire()
    this.#clients.probe()
    const until = healed + this.#plan.settle * 1000
    for (let look = healed + LOOK_EVERY; look < until; look += LOOK_EVERY) {
      yield look
      if (cluster.violation !== undefined || this.#recovered()) return
    }
    yield until
  }

  run(watched?: VirtualGlobals): void {
    const release = beginGuardedRun(this.#world.cluster)
    try {
      watched?.begin(this.#world.cluster)
      for (const until of this.parts()) this.#world.run(until)
    } finally {
      watched?.end()
      release()
    }
  }

  /** As {@link run}, waiting for promises between events. `globals` was made with the target of this run. */
  async runSettled(globals: VirtualGlobals): Promise<void> {
    const { cluster } = this.#world
    const settle = (): Promise<readonly Process[]> => globals.settle()
    const release = beginGuardedRun(cluster)
    try {
      globals.begin(cluster)
      for (const until of this.parts()) await this.#world.runSettled(until, settle)
    } finally {
      globals.end()
      release()
    }
  }

  /** `opened`: something real, once; made again, the run did not open it. */
  conclude(opened?: Opened): RunResult {
    enterPhase('judging')
    const { cluster } = this.#world
    if (opened !== undefined) {
      cluster.report(leakViolation(SOMEBODY, opened, false, Math.max(1, cluster.step), cluster.now))
    }
    this.#clients.stop()
    const faults = this.#nemesis.records()
    const stalled = this.#stalled()
    return conclude({
      cluster,
      history: this.#clients.history,
      stepAt: (position) => this.#clients.steps[position] ?? cluster.step,
      faults,
      retries: this.#clients.retries,
      leadersStruck: faults.reduce((sum, fault) => sum + this.#leadersStruck(fault), 0),
      recorder: this.#recorder,
      settings: this.#settings,
      ...(stalled === undefined ? {} : { stalled }),
    })
  }

  /** Whether the cluster has answered and agrees; a server that has not finished starting agrees to nothing. */
  #recovered(): boolean {
    const { cluster } = this.#world
    return (
      this.#clients.probed && cluster.processes.every(({ status }) => status === 'up') && converged(cluster)
    )
  }

  #stalled(): Violation | undefined {
    const { cluster } = this.#world
    if (cluster.violation !== undefined || this.#recovered()) return undefined
    if (cluster.now < (this.#plan.healAt + this.#plan.settle) * 1000) return undefined
    return stalledViolation(cluster, this.#clients.probed, this.#plan)
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
  const opened = firstOpened(() => run.run())
  if (opened === undefined) return run.conclude()
  return findLeak(plan, target, settings) ?? run.conclude(opened)
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
  const globals = new VirtualGlobals(target, target.globals === 'virtual' ? 'virtual' : 'watched')
  const run = new TimedRun(plan, globals.target, settings)
  await run.runSettled(globals)
  return run.conclude()
}
