import { InputError } from '../../base/input-error.ts'
import type { Millis } from '../../base/time.ts'
import { possibleFaultKinds } from '../../processes/index.ts'
import type { FaultPlan } from '../../../nemesis/index.ts'
import { drawPlan, type PlannedTarget } from '../../run/drawing/draw-plan.ts'
import type { PlanShape } from '../../run/drawing/plan-shape.ts'
import type { Plan } from '../../run/plan.ts'
import type { Scenario } from '../../run/scenario.ts'
import type { ServerTarget } from '../../subject/server.ts'

/**
 * How long the servers may take at least, after the last fault, to be up again and to answer. It is a bound of real
 * time: a busy machine must not be taken for a stalled cluster. A run ends as soon as they have answered.
 */
const SETTLE: Millis = 60_000

/** A scenario draws the faults of some seconds. A longer run has as many again for each further stretch of this length. */
const STRETCH: Millis = 20_000

/** What a real run has of its own: the network, the disks and the way of clients are those of the machine. */
const world: Plan['world'] = {
  network: {
    latency: { distribution: 'constant', min: 0, mean: 0 },
    drop: 0,
    duplicate: 0,
    fifo: true,
  },
  disk: { min: 0, mean: 0 },
  client: { distribution: 'constant', min: 0, mean: 0 },
}

/**
 * The plan of one seed on real servers: the same workload and the same faults each time. What comes of it depends on
 * the machine.
 * @throws InputError when it has faults that so few servers cannot be put under.
 */
export function serverPlan(scenario: Scenario, seed: string, target: ServerTarget, shape: PlanShape): Plan {
  const { electionTimeout, offers } = target
  const faultKinds = possibleFaultKinds(target, shape.nodes ?? Infinity)
  const planned = { electionTimeout, offers, faultKinds }
  const { quiet: _, ...plan } = drawPlan(scenario, seed, planned, shape)
  const drawn =
    plan.healAt <= 2 * STRETCH
      ? plan.faults
      : faultsOfStretches(scenario, seed, planned, { ...shape, nodes: plan.nodes }, plan.healAt)
  const possible = possibleFaultKinds(target, plan.nodes)
  const impossible = drawn.find(({ kind }) => !possible.includes(kind))
  if (impossible !== undefined) {
    throw new InputError(
      `its fault ${impossible.kind} needs more than ${plan.nodes} server; give --nodes 3`,
      { file: scenario.name },
    )
  }
  // a kill takes memory, and nothing that was given to the operating system
  const faults = drawn.map((fault) => ('unsynced' in fault ? { ...fault, unsynced: 'keep' } : fault))
  return { ...plan, world, faults, settle: Math.max(plan.settle, SETTLE) }
}

/** The faults of a long run: drawn for one stretch after the other, each with a seed of its own. */
function faultsOfStretches(
  scenario: Scenario,
  seed: string,
  target: PlannedTarget,
  shape: PlanShape,
  until: Millis,
): FaultPlan[] {
  const faults: FaultPlan[] = []
  for (let from = 0; from + STRETCH <= until; from += STRETCH) {
    const stretch = drawPlan(scenario, `${seed}/${from / STRETCH}`, target, { ...shape, timeLimit: STRETCH })
    faults.push(...stretch.faults.map((fault) => later(fault, from)))
  }
  return faults
}

/** The same fault, so much later. */
function later(fault: FaultPlan, by: Millis): FaultPlan {
  const { when } = fault
  return { ...fault, when: 'at' in when ? { at: when.at + by } : { ...when, after: (when.after ?? 0) + by } }
}
