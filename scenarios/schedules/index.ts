import type { Scenario } from '../../src/run/scenario.ts'
import { restartOfAll, majorityRestarts, unsyncedAcknowledgement } from './disks.ts'
import {
  candidacyForgotten,
  electionRestriction,
  figure8,
  longerLogOfOlderTerm,
  twoCandidatesOneTerm,
  voteForgotten,
  votesOfEarlierTerm,
  votesTwice,
} from './elections.ts'
import { answersFromASlowDisk, votesFromSlowDisks } from './late-disks.ts'
import {
  answerToAnEarlierLife,
  firstMessagesAfterACompaction,
  powerFailsWithinASnapshot,
  restartAfterACut,
} from './lives.ts'
import {
  answersOfEarlierReign,
  appendsOfOldTerm,
  appliedUncommitted,
  figure7,
  lateCopies,
  minorityWrites,
  reignForgotten,
} from './logs.ts'
import {
  changeBeforeOwnEntry,
  readWithinAChange,
  restartWithinAChange,
  twoChangesUnderWay,
  voteOfOneLetInAgain,
} from './members.ts'
import {
  lateAcknowledgement,
  readBeforeOwnEntry,
  readOfAnEarlierReign,
  readWithMinority,
  staleLeaderRead,
} from './reads.ts'
import {
  answerForWhatWasCutOff,
  answersBeforeTheRead,
  deposedBeforeItCommits,
  entriesOfOldTermFirst,
  ownDiskLast,
} from './reigns.ts'
import { requestAfterSnapshot, requestArrivesTwice } from './requests.ts'
import { cutWhilePowerFails, snapshotOverOtherEntries, snapshotWhilePowerFails } from './snapshots.ts'

/** The known traps of Raft, each as a schedule that any implementation can be put through which offers what it needs. */
export const schedules: readonly Scenario[] = [
  twoCandidatesOneTerm,
  voteForgotten,
  candidacyForgotten,
  votesTwice,
  votesOfEarlierTerm,
  electionRestriction,
  longerLogOfOlderTerm,
  figure7,
  figure8,
  minorityWrites,
  appliedUncommitted,
  lateCopies,
  appendsOfOldTerm,
  reignForgotten,
  answersOfEarlierReign,
  staleLeaderRead,
  readWithMinority,
  lateAcknowledgement,
  readBeforeOwnEntry,
  unsyncedAcknowledgement,
  restartOfAll,
  majorityRestarts,
  requestArrivesTwice,
  requestAfterSnapshot,
]

/**
 * Traps that take more than an election and a write: entries that a leader inherits, disks that keep a part of what was written,
 * snapshots, members that change.
 */
export const rareSchedules: readonly Scenario[] = [
  entriesOfOldTermFirst,
  deposedBeforeItCommits,
  ownDiskLast,
  answerForWhatWasCutOff,
  answersBeforeTheRead,
  cutWhilePowerFails,
  snapshotWhilePowerFails,
  snapshotOverOtherEntries,
  changeBeforeOwnEntry,
  twoChangesUnderWay,
  voteOfOneLetInAgain,
]

/** Traps that take two lives of a server, two reigns of a leader, or a disk slower than an election. */
export const deepSchedules: readonly Scenario[] = [
  votesFromSlowDisks,
  answersFromASlowDisk,
  answerToAnEarlierLife,
  firstMessagesAfterACompaction,
  powerFailsWithinASnapshot,
  restartAfterACut,
  readOfAnEarlierReign,
  readWithinAChange,
  restartWithinAChange,
]

export const allSchedules: readonly Scenario[] = [...schedules, ...rareSchedules, ...deepSchedules]
