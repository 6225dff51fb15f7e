import { defined } from '../base/defined.ts'
import type { FailureReport } from '../../reports/index.ts'
import type { PlantedStall } from '../../scenarios/index.ts'
import type { Hunt } from '../testcase/planted-hunt.ts'

/** What came of hunting one bug. */
export interface HuntedBug {
  readonly bug: PlantedStall
  /** One for each repetition; of those that found it, `failure` is the run. */
  readonly hunts: readonly Hunt[]
  /** The first failure, minimized; absent when none was found, or nothing was to be minimized. */
  readonly failure?: FailureReport
}

/** What `planted --json` prints. */
export interface PlantedVerdict {
  readonly version: 1
  readonly planted: readonly PlantedBugVerdict[]
}

/** One planted bug in numbers. */
export interface PlantedBugVerdict {
  readonly id: string
  readonly hunts: number
  /** Hunts that found it. */
  readonly found: number
  /** Wall time of the hunts that found it; null when none did. */
  readonly medianMillis: number | null
  /** Runs of the hunts that found it; null when none did. */
  readonly medianRuns: number | null
  /** Those that found it. */
  readonly scenarios: readonly string[]
  /** Those it broke. */
  readonly properties: readonly string[]
  /** Decisions of the shortest script by hand, where there is one. */
  readonly shortest?: number
  /** Decisions of the minimized script; null when the failure shows without a script only. Absent: not minimized. */
  readonly decisions?: number | null
  /** Steps of the minimized run. */
  readonly steps?: number
  /** Path of the report, where one was written. */
  readonly report?: string
}

/** Planted bugs that were hunted, in numbers. */
export const plantedVerdict = (bugs: readonly HuntedBug[]): PlantedVerdict => ({
  version: 1,
  planted: bugs.map(bugVerdict),
})

function bugVerdict({ bug, hunts, failure }: HuntedBug): PlantedBugVerdict {
  const found = hunts.filter((hunt) => hunt.failure !== undefined)
  const failures = found.flatMap((hunt) => hunt.failure ?? [])
  return {
    id: bug.id,
    hunts: hunts.length,
    found: found.length,
    medianMillis: found.length === 0 ? null : median(found.map((hunt) => hunt.millis)),
    medianRuns: found.length === 0 ? null : median(found.map((hunt) => hunt.runs)),
    scenarios: sortedOnce(failures.map(({ plan }) => plan.scenario)),
    properties: sortedOnce(failures.flatMap(({ result }) => result.violation?.property ?? [])),
    ...defined({ shortest: bug.shortest }),
    ...(failure?.minimized !== undefined && {
      decisions: failure.minimized.script?.length ?? null,
      steps: failure.minimized.after.steps,
      ...defined({ report: failure.reportPath }),
    }),
  }
}

const sortedOnce = (names: readonly string[]): string[] => [...new Set(names)].sort()

/** The middle value, of an even number of values the upper one; 0 of none. */
export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0
