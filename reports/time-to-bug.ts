import type { CampaignRecord, RecordedGroup } from './campaign-record.ts'

/** The share of hunts, from 0 to 1, that had found it after so many runs. */
export interface FoundAfter {
  readonly runs: number
  readonly share: number
}

/**
 * How many runs it takes to find a signature, in the scenarios that found it. A hunt begins with the first run of a scenario,
 * and anew behind each failure; the last one of each scenario found nothing for as long as it went. Of those it is
 * known only that they take longer, which Kaplan and Meier's estimate heeds.
 */
export function timeToBug(
  { failures }: Pick<RecordedGroup, 'failures'>,
  scenarios: CampaignRecord['scenarios'],
): FoundAfter[] {
  /** Hunts by their length: all, and those that found it. */
  const ended = new Map<number, { all: number; found: number }>()
  let atRisk = 0
  const count = (length: number, found: number): void => {
    const here = ended.get(length) ?? { all: 0, found: 0 }
    ended.set(length, { all: here.all + 1, found: here.found + found })
    atRisk++
  }
  for (const [name, found] of Map.groupBy(failures, ({ scenario }) => scenario)) {
    let before = 0
    for (const run of found.map((one) => one.run).sort((a, b) => a - b)) {
      count(run - before, 1)
      before = run
    }
    const rest = (scenarios.find((one) => one.name === name)?.runs ?? 0) - before
    if (rest > 0) count(rest, 0)
  }
  const points: FoundAfter[] = []
  let unfound = 1
  for (const [runs, { all, found }] of [...ended].sort(([a], [b]) => a - b)) {
    if (found > 0) {
      unfound *= 1 - found / atRisk
      points.push({ runs, share: 1 - unfound })
    }
    atRisk -= all
  }
  return points
}

/** The fewest runs by which a share of the hunts had found it; undefined: fewer hunts ever did. */
export const runsToFind = (points: readonly FoundAfter[], share: number): number | undefined =>
  points.find((point) => point.share >= share - 1e-9)?.runs
