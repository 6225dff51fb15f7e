import type { GoneSignature } from '../../reports/index.ts'
import { canonicalJson } from '../base/json.ts'
import { namesRule } from '../record/verdict.ts'
import { chanceOfNone } from './chance-of-none.ts'
import type { CampaignSettings } from './settings.ts'
import type { FormerCampaign, StoredCampaign } from './stored-campaign.ts'

/** Below this chance of having missed it by luck, a signature that does not show any more counts as fixed. */
const FIXED_BELOW = 0.01

/**
 * The newest campaign whose runs are like those of this one: same target, same scenarios, same shape, guided
 * both or neither. What other runs found
 * says nothing of whether these would. Undefined: there is none.
 */
export const likeCampaign = (
  campaign: StoredCampaign,
  former: readonly FormerCampaign[],
): FormerCampaign | undefined => former.findLast((one) => areAlike(one.settings, campaign.settings))

function areAlike(before: CampaignSettings, now: CampaignSettings): boolean {
  const kind = ({
    target,
    scenarios,
    choices,
    shape: { known: _, ...shape },
    corpus,
  }: CampaignSettings): string =>
    canonicalJson([
      target,
      scenarios.map((name, at) => `${name} ${choices[at] ?? name}`).sort(),
      shape,
      // its runs go where those of the other one seldom do
      corpus !== undefined,
    ])
  // a run that ends at what was gone past then does not come to what lay behind it
  const known = new Set(now.shape.known)
  return kind(before) === kind(now) && (before.shape.known ?? []).every((signature) => known.has(signature))
}

/**
 * Signatures that the campaign like this one found and this one did not, with how sure it is that they are gone. Those that are known
 * from the outset now are left out: runs go on past them.
 */
export function goneSignatures(
  campaign: StoredCampaign,
  before: FormerCampaign | undefined,
): GoneSignature[] {
  if (before === undefined) return []
  const here = new Set(campaign.groups.map(({ signature }) => signature))
  const isKnown = knownSince(before, campaign)
  const unheardOf = new Set(
    campaign.failures.filter(({ signature }) => !before.finds.has(signature)).map(({ scenario }) => scenario),
  )
  return [...before.finds]
    .filter(([signature]) => !here.has(signature) && !isKnown(signature))
    .map(([signature, found]) => {
      let [count, of, runs, chance] = [0, 0, 0, 1]
      for (const [name, failed] of found) {
        const then = before.tallies.get(name)?.runs ?? 0
        const now = heldRuns(campaign, name)
        count += failed
        of += then
        runs += now
        chance *= chanceOfNone(failed, then, now)
      }
      const otherwise = [...found.keys()].some((name) => unheardOf.has(name))
      return { signature, count, of, runs, chance, otherwise, fixed: !otherwise && chance < FIXED_BELOW }
    })
}

/**
 * Whether runs of now may go on past a signature of then. A rule is gone past in whatever breach it shows, and a breach
 * whatever rule it comes of: between the two forms it cannot be told.
 */
function knownSince(before: FormerCampaign, now: StoredCampaign): (signature: string) => boolean {
  const then = new Set(before.settings.shape.known)
  const added = (now.settings.shape.known ?? []).filter((signature) => !then.has(signature))
  return (signature) =>
    added.some((known) => known === signature || namesRule(known) !== namesRule(signature))
}

/** Runs that would have shown it: those that ended at another failure, or proved nothing, say nothing of it. */
function heldRuns({ tallies }: StoredCampaign, scenario: string): number {
  const { runs = 0, failed = 0, unknown = 0 } = tallies.get(scenario) ?? {}
  return Math.max(0, runs - failed - unknown)
}
