import type { Plan } from '../run/plan.ts'
import { tokenOf } from '../run/replay-token.ts'
import { noDigest } from '../testcase/ended-run.ts'
import { caseToken } from '../testcase/test-case-id.ts'
import type { CampaignSettings } from './settings.ts'

/** The token that makes a run of a campaign again: it names the scenario as the user did, or has the plan
 * whole where scenario and seed do not give it. `digest`: empty where it did not end. */
export function tokenOfRun(
  { scenarios, choices, target, shape }: CampaignSettings,
  { scenario, seed, plan }: { readonly scenario: string; readonly seed: string; readonly plan?: Plan },
  digest = '',
): string {
  if (plan !== undefined) return tokenOf({ by: 'plan', target, plan, digest: digest || noDigest })
  const choice = choices[scenarios.indexOf(scenario)] ?? scenario
  return caseToken({ scenario: choice, seed, target, shape }, digest || noDigest)
}
