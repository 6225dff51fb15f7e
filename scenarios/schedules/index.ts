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
import {
  answersOfEarlierReign,
  appendsOfOldTerm,
  appliedUncommitted,
  figure7,
  lateCopies,
  minorityWrites,
  reignForgotten,
} from './logs.ts'
import { lateAcknowledgement, readBeforeOwnEntry, readWithMinority, staleLeaderRead } from './reads.ts'
import { requestAfterSnapshot, requestArrivesTwice } from './requests.ts'

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
