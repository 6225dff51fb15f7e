import type { PlantedBug } from '../planted-bug.ts'
import { diskAcknowledgesEarly } from './disk-acknowledges-early.ts'
import { diskEmptyAfterRestart } from './disk-empty-after-restart.ts'
import { firstStateAfterRestartNotStored } from './first-state-after-restart-not-stored.ts'
import { lastRecordLostAtRestart } from './last-record-lost-at-restart.ts'
import { staleRecordsReplayed } from './stale-records-replayed.ts'
import { syncBeforeWrite } from './sync-before-write.ts'
import { syncCoversLaterWrites } from './sync-covers-later-writes.ts'

/** Disks that break their word, and starts from them (Figure 2, persistent state). */
export const storageBugs: readonly PlantedBug[] = [
  diskAcknowledgesEarly,
  diskEmptyAfterRestart,
  firstStateAfterRestartNotStored,
  lastRecordLostAtRestart,
  staleRecordsReplayed,
  syncBeforeWrite,
  syncCoversLaterWrites,
]
