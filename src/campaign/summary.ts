import { defined } from '../base/defined.ts'
import type { CampaignSummary, FaultTally } from '../../reports/index.ts'
import { insideCoverageMarks } from '../run/coverage-mark-needs.ts'
import type { Schedule } from './schedule.ts'
import type { CampaignStore } from './store.ts'
import { addTally, emptyTally } from '../testcase/tally.ts'

/** A scenario as a campaign needs to know it. */
export interface CampaignScenario {
  readonly name: string
  /** What must happen in at least one of its runs. */
  readonly demanded: readonly string[]
  /** What is up to the subject: said where it never happens. */
  readonly hoped: readonly string[]
}

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
  // only clients and the wire tell something of a target that never shows itself
  const opaque = sum.coverageMarks['stateShown'] === 0
  const visible = (mark: string): boolean => !opaque || !insideCoverageMarks.includes(mark)
  const selfTests = store.selfTests()
  const known = (store.settings.shape.known ?? []).map((signature) => ({
    signature,
    runs: sum.known?.[signature] ?? 0,
  }))
  const faults: { [kind: string]: FaultTally } = sum.faults
  return {
    scenarios: scenarios.flatMap(({ name, demanded, hoped }) => {
      const { runs, failed, unknown, coverageMarks: passed } = tallies.get(name) ?? emptyTally()
      // a shard may have no part of a scenario
      if (runs === 0 && schedule.count(name) === 0) return []
      const unseen = hoped.filter((mark) => visible(mark) && !passed[mark])
      return [
        {
          name,
          runs,
          failed,
          unknown,
          coverageMarks: Object.fromEntries(
            demanded.filter(visible).map((mark) => [mark, passed[mark] ?? 0]),
          ),
          ...(unseen.length === 0 ? {} : { unseen }),
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
      ...defined({ minimizedSteps, reportPath }),
    })),
    ...(selfTests.length === 0 ? {} : { selfTests: selfTests.map(({ id, found }) => ({ id, found })) }),
    faults,
    ...(known.length === 0 ? {} : { known }),
  }
}
