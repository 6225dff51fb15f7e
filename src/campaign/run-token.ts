import { noDigest } from '../testcase/ended-run.ts'
import { caseToken } from '../testcase/test-case-id.ts'
import type { CampaignSettings } from './settings.ts'

/** The token that makes a run of a campaign again: it names the scenario as the user did. `digest`: empty where it did not end. */
export function tokenOfRun(
  { scenarios, choices, target, shape }: CampaignSettings,
  { scenario, seed }: { readonly scenario: string; readonly seed: string },
  digest = '',
): string {
  const choice = choices[scenarios.indexOf(scenario)] ?? scenario
  return caseToken({ scenario: choice, seed, target, shape }, digest || noDigest)
}
