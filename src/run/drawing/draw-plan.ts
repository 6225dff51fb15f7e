import { judgingOf } from '../judging.ts'
import { defined } from '../../base/defined.ts'
import fc, { type Arbitrary } from 'fast-check'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import {
  composeFaults,
  kindsNamed,
  kindsThatNeed,
  nemeses,
  type FaultContext,
  type FaultPlan,
} from '../../../nemesis/index.ts'
import { digestText } from '../../base/digest.ts'
import { nodeIds } from '../../base/node-id.ts'
import type { Millis } from '../../base/time.ts'
import type { RaftConfig } from '../../raft/core/index.ts'
import { offersOf, defaultOffers } from '../../subject/offers.ts'
import type { Target } from '../../subject/target.ts'
import { MOST_OPERATOR_CALLS, workloadPlans } from '../../workload/index.ts'
import { unusualSize, usualSize } from './draw-nodes.ts'
import { drawOptions } from './draw-options.ts'
import { lastingOf } from './draw-lasting.ts'
import { duplicatesOf, operatorOf, operatorsOf, workloadOf } from './draw-workload.ts'
import { slowMotion } from '../slow-motion.ts'
import {
  additions,
  configuration,
  features,
  sessions,
  sessionSettings,
  withoutVoiding,
  withSafeReads,
  type Drawn,
} from './draw-settings.ts'
import { stepsOf } from './draw-steps.ts'
import { LONGEST_TIME, type Plan } from '../plan.ts'
import { withSafeLeases } from './safe-leases.ts'
import { oneOf } from './one-of.ts'
import { assertOperations, type PlanShape } from './plan-shape.ts'
import type { Scenario } from '../scenario.ts'

const DEFAULT_CHAOS: Millis = 4000
/** Time for a first leader before faults begin, in election timeouts. */
const WARM_UP = 2
/** The longest election timeout of a target that does not say its own. */
const UNKNOWN_ELECTION_TIMEOUT: Millis = 1000
/** What its faults are sized for: servers that wait 200 ms at the most are hardly disturbed by faults for such as wait 1,000. */
const guesses = fc.constantFrom(UNKNOWN_ELECTION_TIMEOUT, 500, 250)
/** Steps are short parts of it: too long a part is an election that nobody asked for, too short a one is soon over. */
const guessesOfSteps = fc.constantFrom(250, 250, 500)
/** Election timeouts that may pass after the last fault until the cluster answers and agrees. */
const SETTLE = 20

/** What a plan depends on of its target; plain data. */
export interface PlannedTarget extends Pick<Target, 'electionTimeout' | 'offers' | 'options'> {
  /** The kinds of faults that its world can carry out. Default: all. */
  readonly faultKinds?: readonly string[]
}

/** The plan of one seed. The same scenario, seed, target and shape give the same plan. */
export function drawPlan(named: Scenario, seed: string, target: PlannedTarget, shape: PlanShape = {}): Plan {
  const offered = offersOf(target)
  const scenario = oneOf(named, seed, offered, shape)
  const draw = drawing(`${named.name}/${seed}`)
  const drawn = draw(configuration)
  // on its own: runs of usual sizes are what they would be without; real servers are as many as usual
  const unusual =
    target.faultKinds === undefined
      ? drawing(`${named.name}/${seed}/size`)(unusualSize(scenario, offered))
      : undefined
  const nodes = shape.nodes ?? unusual ?? usualSize(scenario, offered, drawn.nodes)
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
  // What is drawn is for the built-in Raft; another target has its own, and the longer one bounds both.
  const isStranger = !offered.builtInRaftSettings
  const longest = target.electionTimeout ?? (isStranger ? UNKNOWN_ELECTION_TIMEOUT : 0)
  const electionTimeout = Math.max(settings.electionTimeoutMax, longest)
  const isUnknown = isStranger && target.electionTimeout === undefined
  const sizedFor = isUnknown ? draw(scenario.steps === undefined ? guesses : guessesOfSteps) : electionTimeout
  const slower = isStranger ? slowMotion(sizedFor) : 1
  const chaos = shape.timeLimit ?? Math.round(slower * (scenario.chaos ?? DEFAULT_CHAOS))
  const context: FaultContext = {
    members: nodeIds(nodes),
    chaosFrom: WARM_UP * electionTimeout,
    chaosUntil: WARM_UP * electionTimeout + chaos,
    electionTimeout: sizedFor,
    heartbeat: Math.round(slower * settings.heartbeatInterval),
    without: impossibleKinds(target),
  }
  const rate = shape.rate ?? (scenario.rate ?? drawn.rate) / slower
  assertOperations(rate, context.chaosUntil)
  const workload = draw(
    workloadPlans({
      clients: shape.clients ?? scenario.clients ?? drawn.clients,
      rate,
      duration: context.chaosUntil,
      ...defined({ mix: scenario.mix, duplicates: duplicatesOf(scenario, offered, slower) }),
      ...workloadOf(scenario, offered, electionTimeout),
    }),
  )
  const faults = draw(faultsOf(scenario, shape, context))
  const later = {
    ...withoutVoiding(scenario, draw(additions)),
    ...draw(features),
    ...sessionSettings(scenario, draw(sessions), electionTimeout),
    ...scenario.settings,
  }
  const allSettings = { ...settings, ...withSafeReads(later, faults) }
  const operator = draw(operatorOf(scenario, offered, context)).slice(0, MOST_OPERATOR_CALLS)
  const told = isStranger
    ? drawing(`${named.name}/${seed}/steps`)(stepsOf(named, scenario, offered, context))
    : { steps: scenario.steps?.(context), schedules: 1 }
  const options = withSafeLeases(
    target,
    {
      ...drawOptions(target.options ?? {}, draw),
      ...(scenario.needs?.includes('leases') === true && offered.leases),
    },
    { faults, steps: told.steps },
  )
  const staysItself = !operator.some(({ f }) => f === 'reconfigure')
  const operators = isStranger ? drawing(`${named.name}/${seed}/operators`)(operatorsOf(operator)) : 1
  const isOurs = target.faultKinds === undefined && shape.nemesis === undefined
  const mayLose = isStranger && isOurs && staysItself && !offered.electionsOnly
  // on its own: it changes nothing of what else is drawn
  const lasting = mayLose ? drawing(`${named.name}/${seed}/lasting`)(lastingOf(scenario, context)) : undefined
  return {
    version: 1,
    scenario: named.name,
    seed,
    nodes,
    settings: offered.builtInRaftSettings ? allSettings : options,
    world: {
      network: { latency: drawn.latency, drop: drawn.loss, duplicate: drawn.doubling, fifo: drawn.fifo },
      disk: { min: 0, mean: drawn.disk },
      client: { distribution: 'uniform', min: 0, mean: 1 },
    },
    workload: {
      ...workload,
      ...(offered.electionsOnly && { operations: [] }),
      ...(operator.length > 0 && { operator }),
      ...(operators > 1 && { operators }),
    },
    faults,
    ...defined({ steps: told.steps }),
    healAt: Math.min(LONGEST_TIME, context.chaosFrom + told.schedules * chaos),
    settle: Math.min(
      LONGEST_TIME,
      SETTLE * electionTimeout + catchUp({ ...drawn, ...allSettings }, workload.operations.length),
    ),
    // runs of the built-in Raft are drawn as they always were, for the sake of their replay tokens
    ...(offered.builtInRaftSettings ? {} : { quiet: true }),
    ...defined({ lasting }),
    ...defined({ judging: judgingOf(shape) }),
  }
}

/** Draws one value after the other from a stream of that name. */
function drawing(stream: string): <T>(arbitrary: Arbitrary<T>) => T {
  const random = new fc.Random(xoroshiro128plus(digestText(stream) | 0))
  return (arbitrary) => arbitrary.generate(random, undefined).value
}

/** The kinds of faults that the target does not survive, or that its world cannot carry out. */
function impossibleKinds({ offers, faultKinds }: PlannedTarget): string[] {
  const fatal = (offers ?? defaultOffers).persistence ? [] : kindsThatNeed('persistence')
  // in the simulated world there is one version of a target
  if (faultKinds === undefined) return [...fatal, ...kindsThatNeed('versions')]
  return [...nemeses.keys()].filter((kind) => fatal.includes(kind) || !faultKinds.includes(kind))
}

/** Characters of a snapshot's image for each entry that it stands for, at most. */
const IMAGE_PER_ENTRY = 30

/** How long a server that missed everything may take to get it, a message at a time. */
function catchUp(
  settings: Drawn & Pick<RaftConfig, 'replication' | 'snapshotEvery' | 'snapshotChunk'>,
  entries: number,
): Millis {
  const { latency, disk, batch, backtrack, replication, snapshotEvery, snapshotChunk } = settings
  const roundTrip = 2 * (latency.min + latency.mean) + disk + 1
  const messages =
    replication === 'stepwise' ? 2 * entries : entries / batch + (backtrack === 'one' ? entries : 0)
  const chunks = snapshotEvery === 0 ? 0 : (1000 + IMAGE_PER_ENTRY * entries) / snapshotChunk
  return Math.ceil(2 * (messages + chunks) * roundTrip)
}

function faultsOf(
  scenario: Scenario,
  { nemesis }: PlanShape,
  context: FaultContext,
): Arbitrary<readonly FaultPlan[]> {
  if (nemesis !== undefined) return composeFaults(context, { kinds: kindsNamed(nemesis) })
  const faults = scenario.faults?.(context) ?? fc.constant([])
  const { without = [] } = context
  return without.length === 0
    ? faults
    : faults.map((all) => all.filter(({ kind }) => !without.includes(kind)))
}
