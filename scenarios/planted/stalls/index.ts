import type { PlantedStall } from '../planted-bug.ts'
import { commitIndexIgnored } from './commit-index-ignored.ts'
import { electionTimeoutNotRandom } from './election-timeout-not-random.ts'
import { firstEntryRefused } from './first-entry-refused.ts'
import { leadershipStalls } from '../leadership/index.ts'
import { snapshotStalls } from '../snapshots/index.ts'
import { nextIndexStays } from './next-index-stays.ts'
import { preVoteAlwaysRefused } from './pre-vote-always-refused.ts'
import { votesDisregardedWithoutLeader } from './votes-disregarded-without-leader.ts'

/** Those of more than one kind. */
export const stalls: readonly PlantedStall[] = [
  nextIndexStays,
  firstEntryRefused,
  commitIndexIgnored,
  electionTimeoutNotRandom,
  votesDisregardedWithoutLeader,
  preVoteAlwaysRefused,
  ...leadershipStalls,
  ...snapshotStalls,
]
