import type { CampaignSummary, FaultTally } from '../../reports/index.ts'
import type { Schedule } from './schedule.ts'
import type { CampaignStore } from './store.ts'
import { addTally, emptyTally } from './tally.ts'

/** A scenario as a campaign needs to know it. */
export interface CampaignScenario {
  readonly name: string
  /** What must happen in at least one of its runs. */
  readonly landmarks: readonly string[]
}

/** Landmarks seen only in a target that shows its state. */
const inside = ['leaderElected', 'leaderChanged', 'leaderSteppedDown', 'entriesTruncated', 'leaderStruck']

/** A campaign in numbers, from its store: earlier sessions are in it. */
export function summaryOf(
  store: CampaignStore,
  schedule: Schedule,
  scenarios: readonly CampaignScenario[],
  elapsed: number,
): CampaignSummary {
  const tallies = store.tallies()
  const sum = emptyTally()
  for (const tally of tallies.values()) addTally(sum, tally)
  const seconds = (store.earlierMillis + elapsed) / 1000
  // answers without any leader seen: only clients and the wire tell something of this target
  const opaque = sum.landmarks['leaderElected'] === 0 && (sum.landmarks['operationSucceeded'] ?? 0) > 0
  const canaries = store.canaries()
  const faults: { [kind: string]: FaultTally } = sum.faults
  return {
    scenarios: scenarios.flatMap(({ name, landmarks }) => {
      const { runs, failed, unknown, landmarks: passed } = tallies.get(name) ?? emptyTally()
      // a shard may have no part of a scenario
      if (runs === 0 && schedule.count(name) === 0) return []
      return [
        {
          name,
          runs,
          failed,
          unknown,
          landmarks: Object.fromEntries(
            landmarks
              .filter((mark) => !opaque || !inside.includes(mark))
              .map((mark) => [mark, passed[mark] ?? 0]),
          ),
        },
      ]
    }),
    runs: sum.runs,
    seconds,
    seedsPerSecond: seconds === 0 ? 0 : sum.runs / seconds,
    virtualHours: sum.virtualMs / 3_600_000,
    failures: store.groups().map(({ signature, count, first, minimizedSteps, reportPath }) => ({
      signature,
      count,
      scenario: first.scenario,
      firstSeed: first.seed,
      ...(minimizedSteps === undefined ? {} : { minimizedSteps }),
      ...(reportPath === undefined ? {} : { reportPath }),
    })),
    ...(canaries.length === 0 ? {} : { canaries: canaries.map(({ id, found }) => ({ id, found })) }),
    faults,
  }
}
