import fc from 'fast-check'
import type { NodeId } from '../../../../../src/base/node-id.ts'
import { nodeIds } from '../../../../../src/base/node-id.ts'
import type { RaftConfig, TimerName } from '../../../../../src/raft/core/index.ts'
import { Cluster, type ClusterSetup } from './cluster.ts'
import type { Member } from './member.ts'
import { calm, settle } from './settle.ts'

/** What a run is made of. Numbers name servers and messages by their place, whatever there is. */
export type Action =
  | { readonly do: 'deliver' | 'drop' | 'double'; readonly pick: number }
  | { readonly do: 'fire'; readonly node: number; readonly timer: TimerName }
  | { readonly do: 'sync'; readonly node: number; readonly count: number }
  | { readonly do: 'crash'; readonly node: number; readonly records: number; readonly snapshots: number }
  | { readonly do: 'restart' | 'isolate'; readonly node: number }
  | { readonly do: 'cut'; readonly node: number; readonly from: number }
  | { readonly do: 'mend' }
  /** At all who take themselves for leaders, or at any server. */
  | { readonly do: 'propose'; readonly node: number | 'leaders'; readonly kind: 'read' | 'write' }
  | {
      readonly do: 'reconfigure'
      readonly add: readonly NodeId[]
      readonly remove: readonly NodeId[]
      readonly learners: readonly NodeId[]
    }
  | { readonly do: 'transfer'; readonly to: NodeId | null }
  /** Things take their course for a while. */
  | { readonly do: 'calm'; readonly events: number }
  /** The same, with clients that write at the leader and read at all who take themselves for one. */
  | { readonly do: 'traffic'; readonly events: number; readonly every: number }

const node = fc.nat(4)
const few = fc.subarray(nodeIds(5), { maxLength: 2 })

export const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 16, arbitrary: fc.record({ do: fc.constant('deliver' as const), pick: fc.nat(20) }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constantFrom('drop' as const, 'double' as const), pick: fc.nat(20) }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('fire' as const),
      node,
      timer: fc.constantFrom(
        'election' as const,
        'election' as const,
        'heartbeat' as const,
        'transfer' as const,
      ),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({ do: fc.constant('sync' as const), node, count: fc.integer({ min: 1, max: 6 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('crash' as const),
      node,
      records: fc.nat(4),
      snapshots: fc.nat(2),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('restart' as const), node }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('isolate' as const), node }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('cut' as const), node, from: node }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('mend' as const) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('propose' as const),
      node: fc.oneof(fc.constant('leaders' as const), node),
      kind: fc.constantFrom('read' as const, 'write' as const),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('reconfigure' as const), add: few, remove: few, learners: few }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('transfer' as const), to: fc.constantFrom(null, ...nodeIds(5)) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('calm' as const), events: fc.integer({ min: 1, max: 40 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('traffic' as const),
      events: fc.integer({ min: 1, max: 80 }),
      every: fc.integer({ min: 2, max: 8 }),
    }),
  },
)

const DRIFT = 100_000

const setup = fc
  .record({
    size: fc.integer({ min: 3, max: 5 }),
    voters: fc.integer({ min: 1, max: 5 }),
    seed: fc.nat(0xffff),
    rates: fc.array(fc.constantFrom(1, 1, 1 - DRIFT / 1e6, 1 + DRIFT / 1e6), { minLength: 5, maxLength: 5 }),
    config: fc.record({
      batch: fc.constantFrom(1, 2, 64),
      noop: fc.boolean(),
      pipeline: fc.boolean(),
      backtrack: fc.constantFrom('one' as const, 'fast' as const),
      replication: fc.constantFrom('eager' as const, 'eager' as const, 'stepwise' as const),
      preVote: fc.boolean(),
      checkQuorum: fc.boolean(),
      inflight: fc.constantFrom(1, 2, 64),
      reads: fc.constantFrom('log' as const, 'read-index' as const, 'lease' as const),
      maxClockDrift: fc.constant(DRIFT),
      snapshotEvery: fc.constantFrom(0, 1, 3),
      trailing: fc.constantFrom(0, 2),
      snapshotChunk: fc.constantFrom(7, 1000),
      maxUncommitted: fc.constantFrom(0, 0, 2),
      forward: fc.boolean(),
      membershipChange: fc.constantFrom('single' as const, 'joint' as const),
    }),
  })
  .map(({ size, voters, config, ...rest }) => ({
    ...rest,
    size,
    voters: Math.min(size, voters),
    // leases rest on CheckQuorum
    config: {
      ...config,
      checkQuorum: config.checkQuorum || config.reads === 'lease',
    } satisfies Partial<RaftConfig>,
  }))

/** What a run goes without: what never happens in some runs leaves room for other things in them. */
const sparing: fc.Arbitrary<readonly Action['do'][]> = fc.subarray([
  'drop',
  'double',
  'fire',
  'crash',
  'isolate',
  'cut',
  'reconfigure',
  'transfer',
])

export interface Run {
  readonly setup: ClusterSetup
  readonly actions: readonly Action[]
  /**
   * Whether it must come to rest after it. A server that a change leaves out hears no leader any more, and
   * deposes each, for as long as nothing keeps it from that (thesis §4.2.3): PreVote or CheckQuorum.
   */
  readonly rests: boolean
}

/** A run of up to so many actions. */
export const runOf = (maxLength: number): fc.Arbitrary<Run> =>
  fc
    .record({ setup, without: sparing, drawn: fc.array(action, { maxLength, size: 'max' }) })
    .map(({ without, drawn, setup }) => {
      const { preVote, checkQuorum } = setup.config
      const rests = preVote || checkQuorum || without.includes('reconfigure')
      return { setup, actions: drawn.filter((one) => !without.includes(one.do)), rests }
    })

/** Fails when something happens that Raft rules out. */
export function perform({ setup, actions, rests }: Run): Cluster {
  const cluster = new Cluster(setup)
  for (const one of actions) act(cluster, one)
  if (rests) settle(cluster)
  else calm(cluster, 200)
  return cluster
}

function act(cluster: Cluster, one: Action): void {
  const { members, flights } = cluster
  cluster.now += 1
  const at = (place: number): Member => members[place % members.length]!
  const picked = (pick: number): number => pick % Math.max(1, flights.length)
  switch (one.do) {
    case 'deliver':
      for (const flight of flights.splice(picked(one.pick), 1)) cluster.deliver(flight)
      break
    case 'drop':
      flights.splice(picked(one.pick), 1)
      break
    case 'double': {
      const flight = flights[picked(one.pick)]
      if (flight !== undefined) flights.push(flight)
      break
    }
    case 'fire':
      cluster.fire(at(one.node), one.timer)
      break
    case 'sync':
      cluster.sync(at(one.node), one.count)
      break
    case 'crash':
      cluster.crash(at(one.node), one.records, one.snapshots)
      break
    case 'restart':
      cluster.restart(at(one.node))
      break
    case 'isolate':
      for (const { id } of members) cluster.cutLink(at(one.node).id, id)
      break
    case 'cut':
      cluster.cutLink(at(one.node).id, at(one.from).id)
      break
    case 'mend':
      cluster.cut.clear()
      break
    case 'propose':
      for (const member of one.node === 'leaders' ? cluster.leaders : [at(one.node)])
        cluster.propose(member, one.kind)
      break
    case 'reconfigure':
      if (cluster.leader !== undefined) cluster.reconfigure(cluster.leader, known(cluster, one))
      break
    case 'transfer':
      if (cluster.leader !== undefined) cluster.transfer(cluster.leader, one.to)
      break
    case 'calm':
      calm(cluster, one.events)
      break
    case 'traffic':
      for (let event = 0; event < one.events; event++) {
        calm(cluster, 1)
        if (event % one.every > 0) continue
        const [leader, ...deposed] = cluster.leaders
        for (const member of deposed) cluster.propose(member, 'read')
        if (leader !== undefined) cluster.propose(leader, (event / one.every) % 2 === 0 ? 'write' : 'read')
      }
      break
  }
}

/** The change without servers that do not exist. */
function known(
  { members }: Cluster,
  { add, remove, learners }: Extract<Action, { do: 'reconfigure' }>,
): { add: NodeId[]; remove: NodeId[]; learners: NodeId[] } {
  const exist = (nodes: readonly NodeId[]): NodeId[] =>
    nodes.filter((id) => members.some((one) => one.id === id))
  return { add: exist(add), remove: exist(remove), learners: exist(learners) }
}
