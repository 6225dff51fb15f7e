import type { GoneSignature } from '../../reports/index.ts'
import { canonicalJson } from '../base/json.ts'
import { namesRule } from '../record/verdict.ts'
import type { CampaignSettings } from './settings.ts'
import type { FormerCampaign, StoredCampaign } from './stored-campaign.ts'

/** Below this chance of having missed it by luck, a signature that does not show any more counts as fixed. */
const FIXED_BELOW = 0.01

/**
 * The newest campaign whose runs are like those of this one: same target, same scenarios, same shape. What other runs found
 * says nothing of whether these would. Undefined: there is none.
 */
export const likeCampaign = (
  campaign: StoredCampaign,
  former: readonly FormerCampaign[],
): FormerCampaign | undefined => former.findLast((one) => areAlike(one.settings, campaign.settings))

function areAlike(before: CampaignSettings, now: CampaignSettings): boolean {
  const kind = ({ target, scenarios, choices, shape: { known: _, ...shape } }: CampaignSettings): string =>
    canonicalJson([target, scenarios.map((name, at) => `${name} ${choices[at] ?? name}`).sort(), shape])
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

/**
 * The chance that `now` runs show nothing of what `failed` of `then` runs showed, though nothing has changed. If nothing has,
 * every order of all `then + now` runs is as likely as any other; what came is one in which all that failed lie among
 * the first `then`. The first of them lies there with then / (then + now), the second one, where one place less is left,
 * with (then - 1) / (then + now - 1), and so on. Where 3 of 100 runs failed and 200 new ones held:
 *
 *     100/300 * 99/299 * 98/298 = 0.036
 *
 * (1 - 3/100)^200 = 0.002 would take the 3 in 100 for the true rate; it may as well be 1 in 100, of which 200 runs show nothing in
 * 13 of 100 cases.
 */
export function chanceOfNone(failed: number, then: number, now: number): number {
  let chance = 1
  for (let at = 0; at < Math.min(failed, then); at++) chance *= (then - at) / (then + now - at)
  return chance
}
