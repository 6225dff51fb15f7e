import { drawPlan } from '../run/drawing/draw-plan.ts'
import { kindsDrawn } from '../run/drawing/kinds-drawn.ts'
import type { PlanShape } from '../run/drawing/plan-shape.ts'
import type { Plan } from '../run/plan.ts'
import type { Scenario } from '../run/scenario.ts'
import { offersOf } from '../subject/offers.ts'
import { hasSessions, type Target } from '../subject/target.ts'
import type { BoundName } from './bounds.ts'

const DEFAULT_NODES = 3

/**
 * The settings of the built-in Raft that make the fewest states: entries go one by one and nothing is done ahead. They also
 * hide the fewest bugs. What rests on clocks is left out, as a search has none.
 */
const simplest = {
  batch: 1,
  noop: false,
  pipeline: false,
  backtrack: 'one',
  replication: 'eager',
  preVote: false,
  checkQuorum: false,
  reads: 'log',
  snapshotEvery: 0,
  // the last entry of a snapshot stays to be seen
  trailing: 1,
  snapshotChunk: 65_536,
  inflight: 1,
  maxUncommitted: 0,
  forward: false,
  registration: 'implicit',
}

/** The plan of the cluster that is searched: who is in it, with what settings. When things happen it does not say. */
export function exploredPlan(scenario: Scenario, seed: string, target: Target, shape: PlanShape): Plan {
  const nodes = shape.nodes ?? Math.max(DEFAULT_NODES, scenario.servers ?? 1)
  const { steps: _, ...drawn } = drawPlan(scenario, seed, target, { ...shape, nodes })
  const plan: Plan = { ...drawn, faults: [] }
  if (!offersOf(target).builtInRaftSettings) return plan
  const { reads, checkQuorum: _checkQuorum, registration: _registration, ...fixed } = scenario.settings ?? {}
  // a lease needs a clock; what it saves a read is the same round of heartbeats
  const readsOf = reads === undefined || reads === 'log' ? {} : { reads: 'read-index' }
  // few entries are applied in a search: a snapshot is taken after each
  const compaction = fixed['snapshotEvery'] === undefined ? {} : { snapshotEvery: 1, trailing: 0 }
  return { ...plan, settings: { ...plan.settings, ...simplest, ...fixed, ...readsOf, ...compaction } }
}

/** What may happen to a target at all, beside messages; in the order in which a search tries more of it. */
export function possibleOn(target: Target): readonly BoundName[] {
  const { persistence, electionsOnly } = offersOf(target)
  return [
    'timeouts',
    ...(electionsOnly ? [] : (['operations'] as const)),
    'lateMessages',
    ...(persistence ? (['restarts', 'lateSyncs'] as const) : []),
    'duplicates',
    ...(hasSessions(target) ? (['retries'] as const) : []),
  ]
}

/** What a scenario lets happen beside timers, calls and messages, in the order in which a search tries more of it. */
export function possibleIn(scenario: Scenario, target: Target, shape: PlanShape): readonly BoundName[] {
  const { persistence } = offersOf(target)
  const kinds = new Set(kindsDrawn(scenario, shape))
  const crashes = persistence && [...kinds].some((kind) => /crash|restart/.test(kind))
  const isLeftOut = new Set<BoundName>([
    ...(crashes ? [] : (['restarts', 'lateSyncs'] as const)),
    ...(kinds.has('duplicate') ? [] : (['duplicates'] as const)),
  ])
  return possibleOn(target).filter((name) => !isLeftOut.has(name))
}
