import { InputError } from '../../src/base/input-error.ts'
import { AppliedWithinCommit } from './applied-within-commit.ts'
import type { ObservedCluster } from './observed-cluster.ts'
import { CommitWithinLog } from './commit-within-log.ts'
import { CommittedOnMajority } from './committed-on-majority.ts'
import { ElectionRestriction } from './election-restriction.ts'
import { ElectionSafety } from './election-safety.ts'
import { ExactlyOnce } from './exactly-once.ts'
import type { Invariant } from './invariant.ts'
import { LeaderAppendOnly } from './leader-append-only.ts'
import { LeaderCompleteness } from './leader-completeness.ts'
import { LogMatching } from './log-matching.ts'
import { MatchWithinLog } from './match-within-log.ts'
import { Monotone } from './monotone.ts'
import { OneVotePerTerm } from './one-vote-per-term.ts'
import { StateMachineSafety } from './state-machine-safety.ts'
import { WellFormed } from './well-formed.ts'

interface Entry {
  /** What it says, in one sentence, for lists and documentation. */
  readonly says: string
  create(cluster: ObservedCluster): Invariant
}

/**
 * All invariants by property name. Where one step breaks several, those that stand first here speak first:
 * causes (votes) before consequences (two leaders), what is beyond repair before what leads to it.
 */
export const invariants = {
  'well-formed': {
    says: 'What a server shows is a Raft state at all.',
    create: (cluster) => new WellFormed(cluster),
  },
  'one-vote-per-term': {
    says: 'A server votes for at most one candidate in a term, over restarts too (§5.2).',
    create: (cluster) => new OneVotePerTerm(cluster),
  },
  'election-restriction': {
    says: 'A server denies its vote to a candidate whose log is older than its own (§5.4.1).',
    create: (cluster) => new ElectionRestriction(cluster),
  },
  'election-safety': {
    says: 'At most one leader is elected in a term (Figure 3).',
    create: (cluster) => new ElectionSafety(cluster),
  },
  'leader-append-only': {
    says: 'A leader never overwrites or deletes entries in its log (Figure 3).',
    create: (cluster) => new LeaderAppendOnly(cluster),
  },
  'log-matching': {
    says: 'Logs that share an entry with the same index and term are identical up to it (Figure 3).',
    create: (cluster) => new LogMatching(cluster),
  },
  'state-machine-safety': {
    says: 'No two servers commit or apply different entries at one index (Figure 3).',
    create: (cluster) => new StateMachineSafety(cluster),
  },
  'leader-completeness': {
    says: 'Leaders of later terms have every committed entry (Figure 3).',
    create: (cluster) => new LeaderCompleteness(cluster),
  },
  'committed-on-majority': {
    says: 'A committed entry is and stays on the disks of a majority (§5.3).',
    create: (cluster) => new CommittedOnMajority(cluster),
  },
  monotone: {
    says: 'currentTerm, commitIndex, lastApplied and matchIndex never go back (Figure 2).',
    create: (cluster) => new Monotone(cluster),
  },
  'applied-within-commit': {
    says: 'lastApplied is at most commitIndex (Figure 2).',
    create: (cluster) => new AppliedWithinCommit(cluster),
  },
  'commit-within-log': {
    says: 'commitIndex is at most the last index of the log (Figure 2).',
    create: (cluster) => new CommitWithinLog(cluster),
  },
  'match-within-log': {
    says: "A leader's matchIndex is at most the last index of its log (Figure 2).",
    create: (cluster) => new MatchWithinLog(cluster),
  },
  'exactly-once': {
    says: 'A client request is executed once, however often it stands in the log (§8).',
    create: (cluster) => new ExactlyOnce(cluster),
  },
} as const satisfies Record<string, Entry>

export type InvariantName = keyof typeof invariants

/** Builds the invariants named in `only`, or all. An unknown name is an {@link InputError}. */
export function createInvariants(cluster: ObservedCluster, only: readonly string[] | undefined): Invariant[] {
  const entries: Readonly<Record<string, Entry>> = invariants
  for (const name of only ?? []) {
    if (!Object.hasOwn(entries, name)) {
      throw new InputError(`unknown invariant '${name}'; there are ${Object.keys(entries).join(', ')}`)
    }
  }
  return Object.entries(entries)
    .filter(([name]) => only === undefined || only.includes(name))
    .map(([, entry]) => entry.create(cluster))
}
