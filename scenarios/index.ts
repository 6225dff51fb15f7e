import type { Scenario } from '../src/run/scenario.ts'
import { canonicalSchedules } from './canonical-schedules.ts'
import { changingMembers } from './changing-members.ts'
import { churn } from './churn.ts'
import { contestedElections } from './contested-elections.ts'
import { cutOffChanges } from './cut-off-changes.ts'
import { deepSchedulesInTurn } from './deep-schedules.ts'
import { deposedLeaders } from './deposed-leaders.ts'
import { directories } from './directories.ts'
import { everythingAtOnce } from './everything-at-once.ts'
import { forgottenSessions } from './forgotten-sessions.ts'
import { leaderCrashBeforeMajority } from './leader-crash-before-majority.ts'
import { leaderCrashBeforeReply } from './leader-crash-before-reply.ts'
import { leaderIsolated } from './leader-isolated.ts'
import { leaderlessElections } from './leaderless-elections.ts'
import { leaseReads } from './lease-reads.ts'
import { logCompaction } from './log-compaction.ts'
import { majorityDown } from './majority-down.ts'
import { messageStorm } from './message-storm.ts'
import { minorityDown } from './minority-down.ts'
import { partialPartitions } from './partial-partitions.ts'
import { pausesAndSkew } from './pauses-and-skew.ts'
import { payments } from './payments.ts'
import { requestsArriveTwice } from './requests-arrive-twice.ts'
import { rareSchedulesInTurn } from './rare-schedules.ts'
import { allSchedules } from './schedules/index.ts'
import { steadyCluster } from './steady-cluster.ts'
import { stepwise } from './stepwise.ts'

export { defineScenario } from './define-scenario.ts'
export { allSchedules, deepSchedules, rareSchedules, schedules } from './schedules/index.ts'
export { plantedBugs, plantedStalls, type PlantedBug, type PlantedStall } from './planted/index.ts'
export type { Judged, Scenario } from '../src/run/scenario.ts'

/** Every scenario that ships with Whitewater, from calm to wild. */
export const scenarios: readonly Scenario[] = [
  steadyCluster,
  minorityDown,
  majorityDown,
  leaderCrashBeforeMajority,
  leaderCrashBeforeReply,
  payments,
  leaderIsolated,
  partialPartitions,
  messageStorm,
  pausesAndSkew,
  contestedElections,
  leaderlessElections,
  deposedLeaders,
  churn,
  canonicalSchedules,
  rareSchedulesInTurn,
  deepSchedulesInTurn,
  stepwise,
  leaseReads,
  logCompaction,
  directories,
  forgottenSessions,
  requestsArriveTwice,
  changingMembers,
  cutOffChanges,
  everythingAtOnce,
]

/** The scenario, or the schedule, of that name. */
export const scenarioNamed = (name: string): Scenario | undefined =>
  [...scenarios, ...allSchedules].find((scenario) => scenario.name === name)
