import type { PlantedBug, PlantedStall } from '../planted-bug.ts'
import { chunksOfTwoSnapshots } from './chunks-of-two-snapshots.ts'
import { compactedPastSnapshot } from './compacted-past-snapshot.ts'
import { conflictsKeptBehindSnapshot } from './conflicts-kept-behind-snapshot.ts'
import { installedSnapshotNotNoted } from './installed-snapshot-not-noted.ts'
import { lastAppliedLeftBySnapshot } from './last-applied-left-by-snapshot.ts'
import { membersNotTakenFromSnapshot } from './members-not-taken-from-snapshot.ts'
import { snapshotCountsAsWholeLog } from './snapshot-counts-as-whole-log.ts'
import { snapshotEndsOneTooLate } from './snapshot-ends-one-too-late.ts'
import { snapshotGoesBack } from './snapshot-goes-back.ts'
import { snapshotImageAfterItsIndex } from './snapshot-image-after-its-index.ts'
import { snapshotOfAnEarlierState } from './snapshot-of-an-earlier-state.ts'
import { snapshotOfEntriesNotApplied } from './snapshot-of-entries-not-applied.ts'
import { snapshotOfThePresentTerm } from './snapshot-of-the-present-term.ts'
import { snapshotWithOldMembers } from './snapshot-with-old-members.ts'

/** Snapshots and compaction (§7). */
export const snapshotBugs: readonly PlantedBug[] = [
  chunksOfTwoSnapshots,
  compactedPastSnapshot,
  conflictsKeptBehindSnapshot,
  membersNotTakenFromSnapshot,
  snapshotCountsAsWholeLog,
  snapshotEndsOneTooLate,
  snapshotGoesBack,
  snapshotImageAfterItsIndex,
  snapshotOfAnEarlierState,
  snapshotOfEntriesNotApplied,
  snapshotOfThePresentTerm,
  snapshotWithOldMembers,
]

/** Those of them that make a cluster stand still. */
export const snapshotStalls: readonly PlantedStall[] = [installedSnapshotNotNoted, lastAppliedLeftBySnapshot]
