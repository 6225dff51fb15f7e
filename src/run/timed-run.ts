import { elementAt } from '../base/element-at.ts'
import { defined } from '../base/defined.ts'
import { InvariantMonitor } from '../../checkers/invariants/monitor.ts'
import { Nemesis } from '../../nemesis/index.ts'
import { nodeIds, type NodeId } from '../base/node-id.ts'
import { RandomStream } from '../base/random.ts'
import type { Micros } from '../base/time.ts'
import type { HistoryEvent } from '../record/history-event.ts'
import type { Violation } from '../record/verdict.ts'
import { catchUp } from '../sim/catch-up.ts'
import { SimulatedFaults } from '../sim/simulated-faults.ts'
import { TimedWorld } from '../sim/timed-world.ts'
import type { Process } from '../sim/process.ts'
import type { VirtualGlobals } from '../sim/globals/virtual-globals.ts'
import { leakViolation, SOMEBODY } from '../sim/globals/leak-violation.ts'
import type { Opened } from '../sim/globals/virtual-leaks.ts'
import { enterPhase } from '../sim/whereabouts.ts'
import { offersOf } from '../subject/offers.ts'
import type { Lane, Target } from '../subject/target.ts'
import { causeIn } from './cause.ts'
import { CoverageMap } from './features/coverage-map.ts'
import { conclude } from './conclude.ts'
import { assertShown, hasLeader, leaderlessViolation } from './elections-only.ts'
import { converged, stalledViolation } from './liveness.ts'
import { lostOf, spared } from './lasting.ts'
import { rateOf } from './limits-of-plan.ts'
import { Judge } from './judging.ts'
import { leadersHit, type Elected } from './leaders-hit.ts'
import { judgedInvariants } from './judged-invariants.ts'
import { RecoveryTime } from './recovery-time.ts'
import { LOOK_EVERY, MembersWatch } from './same-members.ts'
import { recorderOf, type TracedRecorder } from './traced-recorder.ts'
import { beginGuardedRun } from './guarded-run.ts'
import type { Plan } from './plan.ts'
import { RunClients } from './run-clients.ts'
import { Director } from './schedule/director.ts'
import type { RunResult } from './run-result.ts'
import type { RunSettings } from './run-settings.ts'
import { Standstill } from './standstill.ts'

/** Entries of the longest log for each time that servers with long logs are looked at. */
const ENTRIES_A_LOOK = 4096

/** One run of a plan in virtual time: chaos first, then a quiet time in which the cluster must recover. */
export class TimedRun {
  readonly #plan: Plan
  readonly #target: Target
  readonly #settings: RunSettings
  readonly #world: TimedWorld
  readonly #faults: SimulatedFaults
  readonly #nemesis: Nemesis
  readonly #clients: RunClients
  readonly #recorder: TracedRecorder | undefined
  /** Absent: nobody asks for the features of the run. */
  readonly #coverage: CoverageMap | undefined
  /** Absent: the plan has no schedule. */
  readonly #director: Director | undefined
  readonly #judge: Judge
  #looks = 0
  readonly #members = new MembersWatch()
  readonly #time: RecoveryTime
  /** Those that stay lost until the others have recovered; empty afterwards. */
  #lost: readonly NodeId[]
  readonly #leaders: Elected[] = []

  constructor(plan: Plan, target: Target, settings: RunSettings, lane?: Lane) {
    this.#plan = plan
    this.#time = new RecoveryTime(plan)
    this.#target = target
    this.#settings = settings
    const members = nodeIds(plan.nodes)
    this.#lost = lostOf(plan.lasting, members)
    const random = new RandomStream(plan.seed)
    this.#recorder = recorderOf(settings, target, members)
    this.#coverage =
      settings.features === true && this.#recorder === undefined ? new CoverageMap(members) : undefined
    this.#judge = new Judge(
      plan.judging,
      causeIn(this.#recorder, members, () => ({ cluster: this.#world.cluster, history: this.#history })),
    )
    this.#world = new TimedWorld({
      target,
      members,
      counts: (violation) => this.#judge.counts(violation),
      random,
      world: plan.world,
      ...defined({ limits: plan.limits }),
      rate: rateOf(plan),
      onProgress: (now) => settings.onProgress?.(now),
      monitor: (report) =>
        new InvariantMonitor({
          members,
          report,
          ...judgedInvariants(target),
          onTrigger: (trigger, node) => {
            if (trigger === 'leader')
              this.#leaders.push({ at: this.#world.now, node: elementAt(members, node) })
            this.#faults.notify(trigger, node)
          },
        }),
      ...defined({ recorder: this.#recorder ?? this.#coverage, lane }),
      ...(settings.strict === true ? { strict: true } : {}),
    })
    this.#faults = new SimulatedFaults(this.#world, random.fork('nemesis'), target.electionTimeout)
    this.#nemesis = new Nemesis(
      plan.faults,
      this.#faults,
      undefined,
      this.#lost.length > 0 ? plan.lasting : undefined,
    )
    const world = this.#world
    const clients = new RunClients({
      ...{ plan, target, world, random, traced: this.#recorder !== undefined },
      isLost: (server) => this.#lost.includes(elementAt(members, server)),
    })
    this.#clients = clients
    this.#director = plan.steps && new Director(plan.steps, { surface: this.#faults, ...clients.directing })
  }

  /** The parts of the run, each up to an instant; between them the caller lets the world run. */
  *parts(): Generator<Micros, void, void> {
    const { cluster } = this.#world
    this.#world.start()
    this.#clients.start()
    this.#nemesis.start()
    this.#director?.start()
    this.#time.begin(yield* this.#chaos())
    if (cluster.violation !== undefined) return
    this.#director?.end()
    this.#nemesis.healAll()
    this.#lost = spared([...this.#lost, ...(this.#director?.lost ?? [])], cluster)
    if (this.#lost.length === 0) this.#returnLost()
    this.#clients.retire(this.#director?.memberLists)
    if (!this.#electsOnly) this.#clients.probe()
    if (this.#lost.length > 0) {
      yield* this.#recovery(this.#time.healed)
      if (cluster.violation !== undefined || !this.#recovered()) return
      this.#returnLost()
      this.#time.again(this.#world.now)
    }
    yield* this.#recovery(this.#time.healed)
  }

  #returnLost(): void {
    this.#lost = []
    this.#nemesis.healLasting()
    this.#director?.returnLost()
  }

  /** Until the cluster has recovered, but for those lost, or its time is up. */
  *#recovery(from: Micros): Generator<Micros, void, void> {
    const { cluster } = this.#world
    const standstill = new Standstill((this.#plan.settle * 1000) / 4)
    for (let look = from + LOOK_EVERY; look < this.#time.deadline; look += LOOK_EVERY) {
      yield look
      if (cluster.violation !== undefined || this.#recovered()) return
      if (standstill.look(cluster)) {
        this.#time.deadline = cluster.now
        return
      }
      this.#time.worksOff(
        cluster.processes.map(({ live }) => live),
        cluster.now,
      )
      if (this.#clients.probes !== undefined) this.#time.askAgain(this.#clients.probes, this.#world.now)
    }
    yield this.#time.deadline
  }

  /** Until the last fault is to be healed; where there is a schedule, until it is over. */
  *#chaos(): Generator<Micros, Micros, void> {
    const healAt = this.#plan.healAt * 1000
    const director = this.#director
    let look = 0
    while (director?.finished !== true && look < healAt) {
      look = director === undefined ? Math.min(healAt, look + LOOK_EVERY) : look + LOOK_EVERY
      yield look
      this.#compareMembers()
      if (this.#world.cluster.violation !== undefined) break
    }
    return look
  }

  #compareMembers(): void {
    const { cluster } = this.#world
    const breach = cluster.violation === undefined ? this.#members.look(cluster) : undefined
    if (breach !== undefined) cluster.breaches.report(breach)
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

  /** As {@link run}, in turn with other runs: it yields where a server is asked; see {@link TimedWorld.turn}. */
  *runInTurn(lane: Lane): Generator<void, void, void> {
    const release = beginGuardedRun(this.#world.cluster)
    try {
      for (const until of this.parts()) while (this.#world.turn(until, lane)) yield
    } finally {
      release()
    }
  }

  /** `opened`: something real, once; made again, the run did not open it. */
  conclude(opened?: Opened): RunResult {
    enterPhase('judging')
    const { cluster } = this.#world
    if (opened !== undefined) {
      cluster.breaches.report(leakViolation(SOMEBODY, opened, false, Math.max(1, cluster.step), cluster.now))
    }
    this.#clients.stop()
    assertShown(cluster)
    this.#director?.stop()
    const faults = [...this.#nemesis.records(), ...(this.#director?.records ?? [])]
    const stalled = this.#stalled()
    return conclude({
      cluster,
      history: this.#history,
      stepAt: (position) => this.#clients.events.steps[position] ?? cluster.step,
      faults,
      retries: this.#clients.retries,
      leadersHit: leadersHit(faults, this.#leaders),
      recorder: this.#recorder,
      ...defined({ coverage: this.#coverage }),
      settings: this.#settings,
      judge: this.#judge,
      trapSet: this.#director?.trapSet === true,
      ...defined({ foundByWaiting: stalled }),
    })
  }

  /** Whether the cluster has answered and agrees; a server that has not finished starting agrees to nothing. */
  #recovered(): boolean {
    const { cluster } = this.#world
    const asked = this.#electsOnly || this.#answered
    if (asked && this.#isDue()) catchUp(cluster)
    const lost = this.#lost
    if (!asked || !cluster.processes.every(({ id, status }) => status === 'up' || lost.includes(id)))
      return false
    return this.#electsOnly ? hasLeader(cluster) : converged(cluster, lost)
  }

  /** Whether the probes have been answered, and ask no more. */
  get #answered(): boolean {
    const { probed, probes } = this.#clients
    return probes === undefined ? probed : probes.quiet
  }

  get #history(): readonly HistoryEvent[] {
    return this.#clients.events.history
  }

  get #electsOnly(): boolean {
    return offersOf(this.#target).electionsOnly
  }

  /** Looking at long logs takes long: then it is done less often, but in the end. */
  #isDue(): boolean {
    const { cluster } = this.#world
    const longest = Math.max(...cluster.processes.map(({ live }) => live?.log.lastIndex ?? 0))
    return (
      ++this.#looks % Math.ceil((longest + 1) / ENTRIES_A_LOOK) === 0 || cluster.now >= this.#time.deadline
    )
  }

  #stalled(): Violation | undefined {
    const { cluster } = this.#world
    if (cluster.violation !== undefined || this.#recovered()) return undefined
    if (cluster.now < this.#time.deadline) return undefined
    const plan = { ...this.#plan, healAt: this.#time.healed / 1000 }
    if (this.#electsOnly) return leaderlessViolation(cluster, plan)
    const { probed, probes } = this.#clients
    return stalledViolation(cluster, probes?.answered ?? probed, plan, this.#lost)
  }
}
