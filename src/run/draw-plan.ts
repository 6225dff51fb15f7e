import fc, { type Arbitrary } from 'fast-check'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import { composeFaults, kindsNamed, type FaultContext, type FaultPlan } from '../../nemesis/index.ts'
import { digestText } from '../base/digest.ts'
import { nodeIds } from '../base/node-id.ts'
import type { Millis } from '../base/time.ts'
import type { RaftConfig } from '../raft/index.ts'
import type { WorldPlan } from '../sim/timed-world.ts'
import type { Target } from '../target/target.ts'
import { workloadPlans, type WorkloadKind } from '../workload/index.ts'
import type { Plan } from './plan.ts'
import type { Scenario } from './scenario.ts'

/** What the user fixes instead of leaving it to the draw. */
export interface PlanShape {
  readonly nodes?: number
  readonly clients?: number
  /** Operations per second. */
  readonly rate?: number
  /** How long faults go on. */
  readonly timeLimit?: Millis
  /** Kinds or groups of faults, in place of the scenario's own. */
  readonly nemesis?: readonly string[]
}

const DEFAULT_NODES = [3, 3, 3, 3, 5, 5, 4, 2]
const DEFAULT_CHAOS: Millis = 4000
/** Time for a first leader before faults begin, in election timeouts. */
const WARM_UP = 2
/** Election timeouts that may pass after the last fault until the cluster answers and agrees. */
const SETTLE = 20

interface Drawn {
  readonly nodes: number
  readonly electionTimeout: Millis
  readonly heartbeats: number
  readonly batch: number
  readonly noop: boolean
  readonly pipeline: boolean
  readonly backtrack: 'one' | 'fast'
  readonly latency: WorldPlan['network']['latency']
  readonly loss: number
  readonly doubling: number
  readonly fifo: boolean
  readonly disk: number
  readonly clients: number
  readonly rate: number
}

/**
 * The configuration of a run: of the subject as much as of the world, because settings mask bugs. Batches
 * and no-ops hide the commit of old terms, for one.
 */
const configuration: Arbitrary<Drawn> = fc.record({
  nodes: fc.nat(1_000_000),
  electionTimeout: fc.constantFrom(100, 150, 150, 300),
  heartbeats: fc.constantFrom(3, 3, 5, 10),
  batch: fc.constantFrom(1, 1, 2, 16, 64),
  noop: fc.boolean(),
  pipeline: fc.boolean(),
  backtrack: fc.constantFrom('one' as const, 'fast' as const),
  latency: fc.record({
    distribution: fc.constantFrom('constant' as const, 'uniform' as const, 'exponential' as const),
    min: fc.constantFrom(0, 1, 2),
    mean: fc.constantFrom(1, 2, 5),
  }),
  loss: fc.constantFrom(0, 0, 1_000, 10_000),
  doubling: fc.constantFrom(0, 0, 0, 10_000),
  fifo: fc.boolean(),
  disk: fc.constantFrom(0, 1, 1, 5),
  clients: fc.constantFrom(1, 2, 3, 5),
  rate: fc.constantFrom(10, 20, 50),
})

/** What was added later, drawn after all else: what was drawn before keeps its values. */
const additions = fc.record({
  replication: fc.constantFrom('eager' as const, 'eager' as const, 'eager' as const, 'stepwise' as const),
  preVote: fc.constantFrom(false, false, false, true),
  checkQuorum: fc.constantFrom(false, false, false, true),
})

/** The plan of one seed. The same scenario, seed, target and shape give the same plan. */
export function drawPlan(scenario: Scenario, seed: string, target: Target, shape: PlanShape = {}): Plan {
  const random = new fc.Random(xoroshiro128plus(digestText(`${scenario.name}/${seed}`) | 0))
  const draw = <T>(arbitrary: Arbitrary<T>): T => arbitrary.generate(random, undefined).value
  const drawn = draw(configuration)
  const sizes = scenario.nodes ?? DEFAULT_NODES
  const nodes = shape.nodes ?? (sizes[drawn.nodes % sizes.length] as number)
  const chaos = shape.timeLimit ?? scenario.chaos ?? DEFAULT_CHAOS
  const settings = {
    electionTimeoutMin: drawn.electionTimeout,
    electionTimeoutMax: 2 * drawn.electionTimeout,
    heartbeatInterval: Math.floor(drawn.electionTimeout / drawn.heartbeats),
    batch: drawn.batch,
    noop: drawn.noop,
    pipeline: drawn.pipeline,
    backtrack: drawn.backtrack,
    ...scenario.settings,
  }
  // What is drawn is for the own Raft; another target has its own, and the longer one bounds both.
  const electionTimeout = Math.max(settings.electionTimeoutMax, target.electionTimeout ?? 0)
  const context: FaultContext = {
    members: nodeIds(nodes),
    chaosFrom: WARM_UP * electionTimeout,
    chaosUntil: WARM_UP * electionTimeout + chaos,
    electionTimeout,
    heartbeat: settings.heartbeatInterval,
  }
  const workload = draw(
    workloadPlans({
      clients: shape.clients ?? scenario.clients ?? drawn.clients,
      rate: shape.rate ?? scenario.rate ?? drawn.rate,
      duration: context.chaosUntil,
      ...workloadOf(scenario, target, electionTimeout),
    }),
  )
  const faults = draw(faultsOf(scenario, shape, context))
  const allSettings = { ...settings, ...withoutVoiding(scenario, draw(additions)), ...scenario.settings }
  return {
    version: 1,
    scenario: scenario.name,
    seed,
    nodes,
    settings: allSettings,
    world: {
      network: { latency: drawn.latency, drop: drawn.loss, duplicate: drawn.doubling, fifo: drawn.fifo },
      disk: { min: 0, mean: drawn.disk },
      client: { distribution: 'uniform', min: 0, mean: 1 },
    },
    workload,
    faults,
    healAt: context.chaosUntil,
    settle: SETTLE * electionTimeout + catchUp({ ...drawn, ...allSettings }, workload.operations.length),
  }
}

/** Only the own Raft has other services than registers by key, and answers status queries. */
function workloadOf(
  { settings = {} }: Scenario,
  { name }: Target,
  electionTimeout: Millis,
): { kind: WorkloadKind; asks: boolean; timeout: Millis } {
  const { service, statusQueries } = name === 'own-raft' ? settings : {}
  const kind = service === 'directory' || service === 'ledger' ? service : 'kv'
  const asks = statusQueries === true
  // who can ask what became of a request need not wait long
  return { kind, asks, timeout: asks ? electionTimeout : 4 * electionTimeout }
}

/** Stepwise, batch, pipeline and backtrack mean nothing: a scenario that fixes one of them is not drawn so. */
function withoutVoiding<T extends Pick<RaftConfig, 'replication'>>({ settings = {} }: Scenario, drawn: T): T {
  const fixed = ['batch', 'pipeline', 'backtrack'].some((name) => name in settings)
  return fixed ? { ...drawn, replication: 'eager' } : drawn
}

/** How long a server that missed everything may take to get it, a message at a time. */
function catchUp(
  { latency, disk, batch, backtrack, replication }: Drawn & Pick<RaftConfig, 'replication'>,
  entries: number,
): Millis {
  const roundTrip = 2 * (latency.min + latency.mean) + disk + 1
  const messages =
    replication === 'stepwise' ? 2 * entries : entries / batch + (backtrack === 'one' ? entries : 0)
  return Math.ceil(2 * messages * roundTrip)
}

function faultsOf(
  scenario: Scenario,
  { nemesis }: PlanShape,
  context: FaultContext,
): Arbitrary<readonly FaultPlan[]> {
  if (nemesis !== undefined) return composeFaults(context, { kinds: kindsNamed(nemesis) })
  return scenario.faults?.(context) ?? fc.constant([])
}
