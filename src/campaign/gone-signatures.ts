import type { GoneSignature } from '../../reports/index.ts'
import type { FormerCampaign, StoredCampaign } from './stored-campaign.ts'

/** Below this chance of having missed it by luck, a signature that does not show any more counts as fixed. */
const FIXED_BELOW = 0.01

/**
 * Signatures that the campaign before this one found and this one did not, with how sure it is that they are gone: had
 * nothing changed, each run of the same scenarios would have found one as often as then.
 */
export function goneSignatures(
  campaign: StoredCampaign,
  before: FormerCampaign | undefined,
): GoneSignature[] {
  if (before === undefined) return []
  const here = new Set(campaign.groups.map(({ signature }) => signature))
  return [...before.finds]
    .filter(([signature]) => !here.has(signature))
    .map(([signature, found]) => {
      const scenarios = [...found]
      const count = scenarios.reduce((sum, [, runs]) => sum + runs, 0)
      const runsOf = ({ tallies }: FormerCampaign): number =>
        scenarios.reduce((sum, [name]) => sum + (tallies.get(name)?.runs ?? 0), 0)
      const chance = scenarios.reduce((product, [name, failed]) => {
        const then = before.tallies.get(name)?.runs ?? 0
        const now = campaign.tallies.get(name)?.runs ?? 0
        return product * (1 - Math.min(1, failed / Math.max(1, then))) ** now
      }, 1)
      const runs = runsOf(campaign)
      return { signature, count, of: runsOf(before), runs, chance, fixed: runs > 0 && chance < FIXED_BELOW }
    })
}
