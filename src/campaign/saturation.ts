import type { CampaignRecord } from '../../reports/index.ts'
import { greatest } from '../base/extremes.ts'
import type { FinishedRuns } from './finished-runs.ts'
import type { StoredCampaign } from './stored-campaign.ts'

/**
 * How many behaviours were told apart after so many runs of each scenario: a point wherever a run showed one that no
 * run before it had shown, and one at the end. Scenarios make equal progress, so their runs are counted side by side.
 */
export function saturationOf(
  { firstShown, tallies }: StoredCampaign,
  done: FinishedRuns,
): CampaignRecord['saturation'] {
  if (firstShown.length === 0) return []
  const shown = firstShown.map(({ scenario, behaviour, run }) => ({
    behaviour,
    run: done.upTo(scenario, run),
  }))
  const firsts = new Map<string, number>()
  // by run: the first that shows a behaviour counts, whatever its scenario
  for (const { behaviour, run } of shown.sort((a, b) => a.run - b.run))
    if (!firsts.has(behaviour)) firsts.set(behaviour, run)
  const points: { runs: number; behaviours: number }[] = []
  let behaviours = 0
  for (const runs of firsts.values()) {
    behaviours++
    const last = points.at(-1)
    if (last?.runs === runs) last.behaviours = behaviours
    else points.push({ runs, behaviours })
  }
  const most = greatest([...tallies.values()].map(({ runs }) => runs))
  const last = points.at(-1)
  return last !== undefined && most > last.runs ? [...points, { runs: most, behaviours }] : points
}
