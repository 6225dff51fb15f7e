import type { PlantedBug, PlantedStall } from '../planted-bug.ts'
import { answersWhateverIsApplied } from './answers-whatever-is-applied.ts'
import { appliesLatestOnly } from './applies-latest-only.ts'
import { commitBeforeOwnDisk } from './commit-before-own-disk.ts'
import { commitBeyondLog } from './commit-beyond-log.ts'
import { commitChecksLastTerm } from './commit-checks-last-term.ts'
import { commitHalf } from './commit-half.ts'
import { commitNotMonotonic } from './commit-not-monotonic.ts'
import { commitOffByOne } from './commit-off-by-one.ts'
import { commitPastLastNew } from './commit-past-last-new.ts'
import { commitScanStops } from './commit-scan-stops.ts'
import { commitWrongRank } from './commit-wrong-rank.ts'
import { logCommittedAtRestart } from './log-committed-at-restart.ts'

/** Mistakes in commits and when entries are applied that make a step break a property. */
export const commitsBugs: readonly PlantedBug[] = [
  commitPastLastNew,
  commitBeyondLog,
  commitNotMonotonic,
  commitHalf,
  commitWrongRank,
  commitBeforeOwnDisk,
  commitOffByOne,
  commitChecksLastTerm,
  appliesLatestOnly,
  logCommittedAtRestart,
  answersWhateverIsApplied,
]

/** Those after which a cluster stands still. */
export const commitsStalls: readonly PlantedStall[] = [commitScanStops]
