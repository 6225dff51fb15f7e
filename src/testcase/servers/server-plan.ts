import { InputError } from '../../base/input-error.ts'
import type { Millis } from '../../base/time.ts'
import { possibleFaultKinds } from '../../processes/index.ts'
import { drawPlan } from '../../run/drawing/draw-plan.ts'
import type { PlanShape } from '../../run/drawing/plan-shape.ts'
import type { Plan } from '../../run/plan.ts'
import type { Scenario } from '../../run/scenario.ts'
import type { ServerTarget } from '../../subject/server.ts'

/**
 * How long the servers may take at least, after the last fault, to be up again and to answer. It is a bound of real
 * time: a busy machine must not be taken for a stalled cluster. A run ends as soon as they have answered.
 */
const SETTLE: Millis = 60_000

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
  const { quiet: _, ...plan } = drawPlan(scenario, seed, { electionTimeout, offers, faultKinds }, shape)
  const possible = possibleFaultKinds(target, plan.nodes)
  const impossible = plan.faults.find(({ kind }) => !possible.includes(kind))
  if (impossible !== undefined) {
    throw new InputError(
      `its fault ${impossible.kind} needs more than ${plan.nodes} server; give --nodes 3`,
      { file: scenario.name },
    )
  }
  // a kill takes memory, and nothing that was given to the operating system
  const faults = plan.faults.map((fault) => ('unsynced' in fault ? { ...fault, unsynced: 'keep' } : fault))
  return { ...plan, world, faults, settle: Math.max(plan.settle, SETTLE) }
}
