import type { Json } from '../../../src/base/json.ts'
import type { Environment, RaftNode } from '../../../src/subject/contract.ts'
import { inProcess } from '../../../src/subject/in-process.ts'
import type { Target } from '../../../src/subject/target.ts'
import { usual, type Habits, type Mistakes } from './habits.ts'
import { lens, type Message } from './messages.ts'
import type { Call } from './stored-log.ts'
import { asynchronous, batching, lagging, rarelyShown, unseen, withGlobals } from './surroundings.ts'
import { UnusualRaft } from './unusual-raft.ts'

type Node = RaftNode<Call, Json, Message>

interface Variant {
  readonly habits?: Partial<Habits>
  /** What its messages and its disk mean is known; `ends`: also where candidates say their logs end. */
  readonly lens?: 'plain' | 'ends'
  readonly virtual?: boolean
  /** How it is seen, or handles what comes. */
  wrap?(node: Node, env: Environment<Message>): Node
}

/** Correct Rafts, each unusual in its way. */
const variants = {
  usual: {},
  decoded: { lens: 'plain' },
  'decoded with log ends': { lens: 'ends' },
  'without a view': { wrap: unseen },
  'without a view, decoded': { wrap: unseen, lens: 'ends' },
  'votes shown late': { habits: { votesShownAfter: 30 } },
  'votes shown very late': { habits: { votesShownAfter: 200 }, lens: 'plain' },
  'old votes shown on': { habits: { keepsOldVote: true } },
  'old votes shown on, new ones late': { habits: { keepsOldVote: true, votesShownAfter: 20 } },
  'steps down late': { habits: { stepsDownAfter: 60 } },
  'compacts to the end': { habits: { snapshotEvery: 1 } },
  'compacts to the end, and tells': { habits: { snapshotEvery: 1, showsMore: true }, lens: 'ends' },
  'compacts unevenly': { habits: { snapshotEvery: 4, uneven: true }, lens: 'plain' },
  'commits from zero': { habits: { snapshotEvery: 5, commitFromZero: true } },
  'commits from zero, compacts to the end': {
    habits: { snapshotEvery: 1, commitFromZero: true, showsMore: true },
  },
  'commit known before the entries': { habits: { commitUnclamped: true }, lens: 'plain' },
  'pre-candidates shown as followers': { habits: { preVote: 'follower' }, lens: 'ends' },
  'pre-candidates shown as candidates': { habits: { preVote: 'candidate' } },
  'without a no-op': { habits: { noNoop: true } },
  'without a no-op, compacts, late votes': {
    habits: { noNoop: true, snapshotEvery: 3, votesShownAfter: 15 },
  },
  'terms in memory until needed': { habits: { volatileTerm: true }, lens: 'plain' },
  'commands twice in the log': { habits: { twice: true, showsMore: true } },
  'commands twice, compacted': { habits: { twice: true, snapshotEvery: 7, showsMore: true } },
  'info when leadership is lost': { habits: { infoOnLoss: true } },
  'joins late': { habits: { joinsAfter: 700 } },
  'works when stopped': { habits: { worksWhenStopped: true }, lens: 'plain' },
  'syncs before it sends': { habits: { syncsBeforeSending: true }, lens: 'plain' },
  'view lags': { wrap: (node) => lagging(node, 5) },
  'view lags, compacts': { habits: { snapshotEvery: 2 }, wrap: (node) => lagging(node, 12) },
  'view lags, shows more': {
    habits: { snapshotEvery: 6, showsMore: true },
    wrap: (node) => lagging(node, 3),
  },
  'rarely shown': { wrap: (node) => rarelyShown(node, 4) },
  'rarely shown, compacts, decoded': {
    habits: { snapshotEvery: 3 },
    lens: 'ends',
    wrap: (node) => rarelyShown(node, 9),
  },
  batches: { wrap: (node, env) => batching(node, env, 5) },
  'batches, compacts, late votes': {
    habits: { snapshotEvery: 2, votesShownAfter: 10, preVote: 'follower' },
    wrap: (node, env) => batching(node, env, 12),
  },
  promises: { virtual: true, wrap: asynchronous },
  'promises, compacts, decoded': {
    habits: { snapshotEvery: 4, showsMore: true },
    lens: 'ends',
    virtual: true,
    wrap: asynchronous,
  },
  globals: { virtual: true },
  sessions: { habits: { sessions: true } },
  'sessions, compacts, shows more': { habits: { sessions: true, snapshotEvery: 3, showsMore: true } },
  'sessions, snapshots on request': { habits: { sessions: true, onRequest: true, showsMore: true } },
} as const satisfies Record<string, Variant>

export type VariantName = keyof typeof variants
export const variantNames = Object.keys(variants) as VariantName[]

/** The target, with mistakes where they are planted. */
export function unusualRaft(name: VariantName, mistakes: Mistakes = {}): Target {
  const variant: Variant = variants[name]
  const habits = { ...usual, ...variant.habits }
  return inProcess<Call, Json, Message>({
    name: 'unusual-raft',
    electionTimeout: 300,
    offers: {
      snapshots: habits.onRequest ? 'on-request' : habits.snapshotEvery > 0,
      sessions: habits.sessions,
    },
    ...(variant.virtual === true ? { globals: 'virtual' } : {}),
    ...(variant.lens === undefined ? {} : { lens: lens(variant.lens === 'ends') }),
    create: (given) => {
      const env = variant.virtual === true ? withGlobals(given) : given
      const node = new UnusualRaft(env, habits, mistakes)
      return variant.wrap?.(node, env) ?? node
    },
  }) as Target
}
