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
  const hunts = [...Map.groupBy(failures, ({ scenario }) => scenario)].flatMap(([name, found]) => {
    const numbers = found.map(({ run }) => run).sort((a, b) => a - b)
    const lengths = numbers.map((run, at) => ({ runs: run - (numbers[at - 1] ?? 0), found: true }))
    const all = scenarios.find((one) => one.name === name)?.runs ?? 0
    const rest = all - (numbers.at(-1) ?? 0)
    return rest > 0 ? [...lengths, { runs: rest, found: false }] : lengths
  })
  const points: FoundAfter[] = []
  let unfound = 1
  const lengths = [...new Set(hunts.filter(({ found }) => found).map(({ runs }) => runs))]
  for (const runs of lengths.sort((a, b) => a - b)) {
    const atRisk = hunts.filter((hunt) => hunt.runs >= runs).length
    const ended = hunts.filter((hunt) => hunt.found && hunt.runs === runs).length
    unfound *= 1 - ended / atRisk
    points.push({ runs, share: 1 - unfound })
  }
  return points
}

/** The fewest runs by which a share of the hunts had found it; undefined: fewer hunts ever did. */
export const runsToFind = (points: readonly FoundAfter[], share: number): number | undefined =>
  points.find((point) => point.share >= share - 1e-9)?.runs
