import { acknowledgeBeforeFsync } from './acknowledge-before-fsync.ts'
import { applyPastCommit } from './apply-past-commit.ts'
import { commitOldTerm } from './commit-old-term.ts'
import { commitsBugs, commitsStalls } from './commits/index.ts'
import { electionsBugs, electionsStalls } from './elections/index.ts'
import { jointLeftBeforeCommit } from './joint-left-before-commit.ts'
import { localLeaderReads } from './local-leader-reads.ts'
import { noSessionDeduplication } from './no-session-deduplication.ts'
import { leadershipBugs } from './leadership/index.ts'
import { membershipBugs } from './membership/index.ts'
import { noTruncateOnConflict } from './no-truncate-on-conflict.ts'
import type { PlantedBug, PlantedStall } from './planted-bug.ts'
import { readBeforeOwnCommit } from './read-before-own-commit.ts'
import { readBugs } from './reads/index.ts'
import { reconfigureBeforeOwnCommit } from './reconfigure-before-own-commit.ts'
import { replicationBugs, replicationStalls } from './replication/index.ts'
import { replyBeforeCommit } from './reply-before-commit.ts'
import { sessionsNotInSnapshot } from './sessions-not-in-snapshot.ts'
import { sessionExpiryByLocalClock } from './session-expiry-by-local-clock.ts'
import { sessionRemembersLastNumber } from './session-remembers-last-number.ts'
import { sessionBugs } from './sessions/index.ts'
import { snapshotBugs } from './snapshots/index.ts'
import { stalls } from './stalls/index.ts'
import { statusWithoutFence } from './status-without-fence.ts'
import { storageBugs } from './storage/index.ts'
import { truncateOnAnyAppend } from './truncate-on-any-append.ts'
import { voteIndexBeforeTerm } from './vote-index-before-term.ts'
import { voteNoLogCheck } from './vote-no-log-check.ts'
import { voteNotPersisted } from './vote-not-persisted.ts'
import { voteTwice } from './vote-twice.ts'

export type { PlantedBug, PlantedStall } from './planted-bug.ts'

/** The catalogue of planted bugs: what the harness must find. */
export const plantedBugs: readonly PlantedBug[] = [
  voteNoLogCheck,
  voteIndexBeforeTerm,
  voteNotPersisted,
  voteTwice,
  commitOldTerm,
  truncateOnAnyAppend,
  noTruncateOnConflict,
  replyBeforeCommit,
  localLeaderReads,
  readBeforeOwnCommit,
  noSessionDeduplication,
  sessionsNotInSnapshot,
  sessionRemembersLastNumber,
  statusWithoutFence,
  sessionExpiryByLocalClock,
  reconfigureBeforeOwnCommit,
  jointLeftBeforeCommit,
  applyPastCommit,
  acknowledgeBeforeFsync,
  ...electionsBugs,
  ...replicationBugs,
  ...commitsBugs,
  ...snapshotBugs,
  ...membershipBugs,
  ...leadershipBugs,
  ...readBugs,
  ...sessionBugs,
  ...storageBugs,
]

/** Planted bugs that make a cluster stand still: no step breaks anything, and after the faults nothing recovers. */
export const plantedStalls: readonly PlantedStall[] = [
  ...stalls,
  ...electionsStalls,
  ...replicationStalls,
  ...commitsStalls,
]
