import { defined } from '../base/defined.ts'
import { nodeIds, type NodeId } from '../base/node-id.ts'
import { RandomStream } from '../base/random.ts'
import type { Millis } from '../base/time.ts'
import type { HistoryEvent } from '../record/history-event.ts'
import { codedOutcome } from '../record/coded-outcome.ts'
import { housekeeping } from '../record/judged-history.ts'
import { ClientEvents } from '../sim/client-events.ts'
import { DuplicateRequests } from '../sim/duplicate-requests.ts'
import { SimulatedClientWorld } from '../sim/simulated-client-world.ts'
import type { TimedWorld } from '../sim/timed-world.ts'
import { fewestServersOf, offersOf } from '../subject/offers.ts'
import { hasSessions, sessionsOf, type Target } from '../subject/target.ts'
import {
  Client,
  Knowledge,
  MemberList,
  Operator,
  type OperatorOptions,
  PlannedSessions,
  type ClientOptions,
  type ClientWorld,
  type WorkloadPlan,
} from '../workload/index.ts'
import type { Plan } from './plan.ts'
import { changeOf, Probes, type Probe } from './probes.ts'
import { withoutServers } from './reachable-servers.ts'
import { DirectedClient } from './schedule/directed-client.ts'
import { clientsOf, RESTORER, type DirectedRun } from './schedule/requests.ts'

/** Clients that ask once the faults are healed, and how long the eager one waits between two operations. */
const PROBES = 2
const PROBE_THINK: Millis = 20
/** By the number that the client of each has behind those of the plan. */
const probeNames: readonly Probe[] = ['writer', 'reader']
/** An operator asks each call once, and goes on so much sooner than a client. */
const patience = { submit: 8, methods: 2 } // a server that sends entries with its heartbeats takes a few to decide

export interface RunClientsOptions {
  readonly plan: Plan
  readonly target: Target
  readonly world: TimedWorld
  readonly random: RandomStream
  /** Whether the trace is kept, and so wants to hear of each event in words. */
  readonly traced: boolean
  /** Whether a server, counted from 0, stays lost while the others recover: who asks in the recovery cannot reach it. */
  isLost(server: number): boolean
}

/** Everybody who asks the servers in a timed run: the clients of the plan, its operator, and the probes. */
export class RunClients {
  /** Whether an operation of a probe has succeeded; of a quiet recovery, a write. */
  probed = false
  /** Of a quiet recovery, from the heal on. */
  probes: Probes | undefined
  readonly #options: RunClientsOptions
  /** What they all did and saw. */
  readonly events: ClientEvents
  readonly #sessions: PlannedSessions
  readonly #duplicates: DuplicateRequests
  /** How many processes there are at first; after an unknown outcome a client goes on as another, by their number. */
  readonly #processes: number
  /** The number of the first client of the schedule. */
  readonly #directed: number
  readonly #knowledge = new Knowledge()
  readonly #all: (Client | Operator)[]
  #asksUntilAnswered: Client | undefined
  /** All operations so far, the probes' included. */
  #planned: WorkloadPlan['operations']

  constructor(options: RunClientsOptions) {
    this.#options = options
    const { plan, target, world, random, traced } = options
    const { workload } = plan
    const { operator = [] } = workload
    this.events = new ClientEvents(world, traced)
    this.#sessions = new PlannedSessions(workload, sessionsOf(target) === 'explicit')
    this.#duplicates = new DuplicateRequests(workload, world)
    this.#directed = workload.clients + PROBES + operatorsOf(workload)
    this.#processes = this.#directed + (plan.steps === undefined ? 0 : clientsOf(plan.steps).length)
    this.#planned = workload.operations
    this.#all = Array.from({ length: workload.clients }, (_, number) =>
      this.#client(workload, number, random),
    )
    this.#all.push(...this.#operators(operator))
  }

  /** How often a request was sent again, or arrived again. */
  get retries(): number {
    return this.events.retries + this.#duplicates.arrived
  }

  start(): void {
    for (const client of this.#all) client.start()
  }

  /** Lets each finish what it has begun. `memberLists`: those that a schedule asked for; all servers become members again. */
  retire(memberLists: readonly (readonly NodeId[])[] = []): void {
    if (memberLists.length > 0 && this.#tellsAll) this.#all.push(this.#restorer(memberLists))
    for (const client of this.#all) client.retire()
  }

  stop(): void {
    this.#duplicates.stop()
    for (const client of this.#all) client.stop()
  }

  /**
   * Two more clients, once the faults are healed. In a quiet recovery they are {@link Probes}. Otherwise one asks until something succeeds. The other asks now and
   * then: a leader without a no-op commits what it inherited only by way of a request of its own term (§8).
   */
  probe(): void {
    const { plan, target, world } = this.#options
    const { workload, settle } = plan
    if (plan.quiet === true) {
      this.probes = new Probes({
        elections: () => world.cluster.monitor.counts.elections,
        begin: (probe) => this.#startEndless(probe),
      })
      return
    }
    const often = Math.max(2, Math.ceil(settle / PROBE_THINK))
    const explicit = sessionsOf(target) === 'explicit'
    // With a session one operation is asked until it is answered; without, or when it is lost, each asks once.
    const eager = sessionsOf(target) === true ? 2 : often
    const probe = this.#startProbe(workload.clients, eager, PROBE_THINK)
    // servers that are asked without a pause never agree
    if (explicit) this.#asksUntilAnswered = probe
    const seldom = workload.timeout / 2
    this.#startProbe(workload.clients + 1, Math.ceil(settle / seldom), seldom)
  }

  /** How long the recovery takes is not known: who asks in it must not run out of operations before. */
  #startEndless(probe: Probe): Client {
    const f = probe === 'reader' ? 'read' : changeOf(this.#options.target)
    const client = this.#options.plan.workload.clients + probeNames.indexOf(probe)
    return this.#startAsking(client, [], { think: PROBE_THINK, f, key: 0 })
  }

  #startProbe(client: number, count: number, think: number): Client {
    const change = changeOf(this.#options.target)
    const operations = Array.from({ length: count }, (_, position) => ({
      client,
      think,
      f: position % 2 === 1 ? ('read' as const) : change,
      key: 0,
    }))
    return this.#startAsking(client, operations)
  }

  #startAsking(
    client: number,
    operations: WorkloadPlan['operations'],
    endless?: ClientOptions['endless'],
  ): Client {
    const { workload, seed, settle } = this.#options.plan
    const plan: WorkloadPlan = {
      ...workload,
      timeout: Math.max(workload.timeout, settle / 4),
      // Values are numbered by position: the probes' come after all planned ones, and differ.
      operations: [...this.#planned, ...operations],
    }
    this.#planned = plan.operations
    const made = this.#client(plan, client, new RandomStream(`${seed}/probe`), endless)
    this.#all.push(made)
    made.start()
    return made
  }

  #client(
    workload: WorkloadPlan,
    number: number,
    random: RandomStream,
    endless?: ClientOptions['endless'],
  ): Client {
    const plan = { ...workload, clients: this.#processes }
    const sessions = sessionsOf(this.#options.target)
    const session = this.#sessions.of(number)
    return new Client(plan, number, this.#worldOf(number, random), {
      sessions,
      session,
      ...defined({ endless }),
    })
  }

  /** Who asks in a schedule, and how. */
  get directing(): Omit<DirectedRun, 'surface'> {
    const { target } = this.#options
    return {
      client: (name) => this.#directedClient(name),
      change: changeOf(target),
      snapshotsOnRequest: offersOf(target).snapshotsOnRequest === true,
      reconfiguration: (members, what, servers) => (this.#tellsAll ? [...members] : { [what]: [...servers] }),
    }
  }

  /** A client of the schedule, by its name there. */
  #directedClient(name: string): DirectedClient {
    const { plan, target, random } = this.#options
    const number = this.#directed + clientsOf(plan.steps ?? []).indexOf(name)
    return new DirectedClient({
      plan: plan.workload,
      process: number,
      processes: this.#processes,
      world: this.#worldOf(number, random),
      knowledge: this.#knowledge,
      ...(hasSessions(target) && { session: this.#sessions.of(number) }),
    })
  }

  /** Whether servers are told all members, and not what changes. */
  get #tellsAll(): boolean {
    const { target } = this.#options
    return target.operator !== 'submit' && offersOf(target).membership
  }

  /** An operator that knows of those lists, and does nothing but to make all servers members. */
  #restorer(memberLists: readonly (readonly NodeId[])[]): Operator {
    const { plan, random } = this.#options
    const process = this.#directed + clientsOf(plan.steps ?? []).indexOf(RESTORER)
    const members = this.#memberList(true)
    for (const list of memberLists) members.learn(list, codedOutcome({ type: 'info', error: 'not known' }))
    const options = { ...this.#operating, process, calls: [], members }
    return new Operator(options, this.#worldOf(process, random))
  }

  #memberList(isShared: boolean): MemberList {
    const { plan, target } = this.#options
    return new MemberList(nodeIds(plan.nodes), fewestServersOf(offersOf(target)), isShared)
  }

  /** What all operators have in common. */
  get #operating(): Pick<OperatorOptions, 'processes' | 'timeout' | 'retryAfter' | 'sessions'> {
    const { plan, target } = this.#options
    const { timeout, retryAfter } = plan.workload
    return {
      processes: this.#processes,
      timeout: Math.ceil(timeout / patience[target.operator ?? 'methods']),
      retryAfter,
      sessions: hasSessions(target),
    }
  }

  /** Each has its share of the calls, and knows of the others what they asked for. */
  #operators(calls: NonNullable<WorkloadPlan['operator']>): Operator[] {
    const { plan, random } = this.#options
    const count = operatorsOf(plan.workload)
    const members = this.#tellsAll ? this.#memberList(count > 1) : undefined
    const shared = { ...this.#operating, ...defined({ members }) }
    return Array.from({ length: count }, (_, number) => {
      const process = this.#directed - count + number
      const own = calls.filter((__, position) => position % count === number)
      const options = { ...shared, process, calls: own, restores: number === 0 }
      return new Operator(options, this.#worldOf(process, random))
    })
  }

  #worldOf(number: number, random: RandomStream): ClientWorld {
    const { plan, target, world, traced } = this.#options
    const { clients, share = 1 } = plan.workload
    const isPlanned = number < clients || number >= this.#directed
    const isOperator = !isPlanned && number >= clients + PROBES
    const isProbe = !isPlanned && !isOperator
    const seen = new SimulatedClientWorld({
      number,
      world,
      events: this.events,
      random,
      countsRetries: !isOperator,
      isShared: share !== 1,
      ...(isPlanned && { duplicates: this.#duplicates }),
      ...(traced && hasSessions(target) && { sessions: this.#sessions }),
      ...(isProbe && {
        onEvent: (event: HistoryEvent) => this.#probeRecorded(probeNames[number - clients], event),
      }),
    })
    return isProbe ? withoutServers(seen, (server) => this.#options.isLost(server)) : seen
  }

  #probeRecorded(probe: Probe | undefined, { type, f }: HistoryEvent): void {
    if (housekeeping.has(f)) return
    if (type === 'ok') this.#answered()
    if (probe === undefined) return
    if (type === 'invoke') this.probes?.invoked(probe)
    else this.probes?.ended(probe, type === 'ok')
  }

  #answered(): void {
    this.probed = true
    this.#asksUntilAnswered?.retire()
  }
}

/** How many operators there are, where there is anything for them to do. */
const operatorsOf = ({ operator = [], operators = 1 }: WorkloadPlan): number =>
  Math.min(operators, operator.length)
