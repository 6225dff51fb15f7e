import type { PlantedBug } from '../planted-bug.ts'
import { followerReadsBeforeApplying } from './follower-reads-before-applying.ts'
import { followerReadsOwnState } from './follower-reads-own-state.ts'
import { leaseLongerThanPromise } from './lease-longer-than-promise.ts'
import { leaseNotKeptByVoters } from './lease-not-kept-by-voters.ts'
import { readConfirmedByAnyAnswer } from './read-confirmed-by-any-answer.ts'
import { readIndexForLaterReads } from './read-index-for-later-reads.ts'

/** Reads without an entry, leases, and answers (§8, thesis §6.4). */
export const readBugs: readonly PlantedBug[] = [
  followerReadsBeforeApplying,
  followerReadsOwnState,
  leaseLongerThanPromise,
  leaseNotKeptByVoters,
  readConfirmedByAnyAnswer,
  readIndexForLaterReads,
]
