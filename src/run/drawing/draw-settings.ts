import fc, { type Arbitrary } from 'fast-check'
import { keepsClocksWithin, type FaultPlan } from '../../../nemesis/index.ts'
import type { Millis } from '../../base/time.ts'
import { defaultConfig, type RaftConfig } from '../../raft/core/index.ts'
import type { SessionSettings } from '../../raft/services/session-settings.ts'
import type { WorldPlan } from '../../sim/world-plan.ts'
import type { Scenario } from '../scenario.ts'

/** What is drawn of the subject and the world for each run. */
export interface Drawn {
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
export const configuration: Arbitrary<Drawn> = fc.record({
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
export const additions = fc.record({
  replication: fc.constantFrom('eager' as const, 'eager' as const, 'eager' as const, 'stepwise' as const),
  preVote: fc.constantFrom(false, false, false, true),
  checkQuorum: fc.constantFrom(false, false, false, true),
})

/** The rest of what the built-in Raft can do, drawn last for the same reason. */
export const features = fc.record({
  reads: fc.constantFrom('log' as const, 'log' as const, 'read-index' as const, 'lease' as const),
  inflight: fc.constantFrom(1, 2, 8, 64),
  snapshotEvery: fc.constantFrom(0, 0, 1, 3, 10, 50),
  trailing: fc.constantFrom(0, 0, 2, 10),
  snapshotChunk: fc.constantFrom(64, 512, 65_536),
  maxUncommitted: fc.constantFrom(0, 0, 0, 1, 5),
  forward: fc.constantFrom(false, false, true),
  membershipChange: fc.constantFrom('single' as const, 'joint' as const),
})

/** What sessions clients have, drawn after those. */
export const sessions = fc.record({
  registration: fc.constantFrom('implicit' as const, 'implicit' as const, 'explicit' as const),
  /** In the longest election timeouts: short ones pass while a client thinks, or the cluster elects. */
  sessionTtl: fc.constantFrom(2, 4, 100),
  maxSessions: fc.constantFrom(10_000, 10_000, 3),
})

/** Implicit sessions neither expire nor make way: only of explicit ones is more to be said. */
export function sessionSettings(
  { settings = {} }: Scenario,
  {
    registration,
    sessionTtl,
    maxSessions,
  }: Pick<SessionSettings, 'registration' | 'sessionTtl' | 'maxSessions'>,
  electionTimeout: Millis,
): Partial<SessionSettings> {
  if ((settings['registration'] ?? registration) !== 'explicit') return {}
  return { registration: 'explicit', sessionTtl: sessionTtl * electionTimeout, maxSessions }
}

/** A lease holds as long as clocks keep within the bound, and voters to their promise: else there is none. */
export function withSafeReads<T extends Partial<Pick<RaftConfig, 'reads' | 'checkQuorum'>>>(
  drawn: T,
  faults: readonly FaultPlan[],
): T {
  if (drawn.reads !== 'lease') return drawn
  const bounded = faults.every((fault) => keepsClocksWithin(fault, defaultConfig.maxClockDrift))
  return bounded ? { ...drawn, checkQuorum: true } : { ...drawn, reads: 'read-index' }
}

/** Stepwise, batch, pipeline and backtrack mean nothing: a scenario that fixes one of them is not drawn so. */
export function withoutVoiding<T extends Pick<RaftConfig, 'replication'>>(
  { settings = {} }: Scenario,
  drawn: T,
): T {
  const fixed = ['batch', 'pipeline', 'backtrack'].some((name) => name in settings)
  return fixed ? { ...drawn, replication: 'eager' } : drawn
}
