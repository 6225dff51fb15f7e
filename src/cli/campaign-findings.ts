import { findingsOf, type FailureReport, type Finding } from '../../reports/index.ts'
import { namesRule } from '../record/verdict.ts'
import type { CampaignReport } from '../campaign/run-campaign.ts'

/**
 * What broke in a campaign, all its sessions together, in the order in which it was found. `reports`: those that this session
 * made, which know more than the store does; of a signature that an earlier session found there is none.
 */
export function campaignFindings(
  { verdict, record }: Pick<CampaignReport, 'verdict' | 'record'>,
  reports: readonly FailureReport[],
): Finding[] {
  const groups = new Map(record?.groups.map((group) => [group.signature, group]))
  const made = new Map(findingsOf(reports).map((finding) => [finding.signature, finding]))
  return verdict.failures.map(({ signature, count, scenario, firstSeed, minimizedSteps, reportPath }) => {
    const { headline = `broke ${signature}`, example } = groups.get(signature) ?? {}
    return {
      headline,
      next: example?.replay ?? '',
      isReplay: true,
      ...(minimizedSteps !== undefined && { minimizedSteps }),
      ...(reportPath !== undefined && { report: reportPath }),
      ...made.get(signature),
      signature,
      // from the signature alone, so that it is the same in every session
      property: namesRule(signature) ? signature : (signature.split('/', 1)[0] ?? signature),
      count,
      scenario,
      seed: firstSeed,
      target: verdict.settings.target,
    }
  })
}
