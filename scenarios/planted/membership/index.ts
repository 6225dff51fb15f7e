import type { PlantedBug } from '../planted-bug.ts'
import { jointNewMajorityOnly } from './joint-new-majority-only.ts'
import { jointOldMajorityOnly } from './joint-old-majority-only.ts'
import { learnersCounted } from './learners-counted.ts'
import { membersForgottenAtRestart } from './members-forgotten-at-restart.ts'
import { membersFromCommitOn } from './members-from-commit-on.ts'
import { membersKeptAfterTruncation } from './members-kept-after-truncation.ts'
import { removedLeaderCountsItself } from './removed-leader-counts-itself.ts'
import { removedServersCounted } from './removed-servers-counted.ts'
import { severalServersAtOnce } from './several-servers-at-once.ts'
import { twoChangesInFlight } from './two-changes-in-flight.ts'

/** Changes of members (§6, thesis chapter 4). */
export const membershipBugs: readonly PlantedBug[] = [
  jointNewMajorityOnly,
  jointOldMajorityOnly,
  learnersCounted,
  membersForgottenAtRestart,
  membersFromCommitOn,
  membersKeptAfterTruncation,
  removedLeaderCountsItself,
  removedServersCounted,
  severalServersAtOnce,
  twoChangesInFlight,
]
