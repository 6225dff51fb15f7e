import type { CampaignRecord } from './campaign-record.ts'
import { counted, grouped } from './quantities.ts'

/** What the line is made of; `since`: when the campaign before this one began. */
export type CampaignStanding = Pick<
  CampaignRecord,
  'runs' | 'failed' | 'undecided' | 'groups' | 'gone' | 'selfTests' | 'finished'
> & { readonly since?: string }

/**
 * How a campaign stands, in one line: `FAIL 2 signatures, 1 new since 2026-11-28 02:00; 1 known; 1 fixed`. A self-test that was
 * not found is an alarm about the harness, whatever else there is.
 */
export function campaignLine(standing: CampaignStanding): Pick<CampaignRecord, 'line' | 'standing'> {
  const { runs, failed, undecided, selfTests, finished, gone } = standing
  const missed = selfTests.filter(({ found }) => !found).length
  const fixed = gone.filter((one) => one.fixed).length
  const unseen = gone.length - fixed
  const parts = [
    ...(missed > 0 ? [`ALARM ${missed} of ${counted(selfTests.length, 'self-test')} not found`] : []),
    ...(failed > 0 ? [failedText(standing)] : []),
    ...(failed === 0 && missed === 0
      ? [
          undecided > 0 || runs === 0
            ? `UNDECIDED ${counted(undecided, 'run')} of ${grouped(runs)}`
            : `PASS ${counted(runs, 'run')}`,
        ]
      : undecided > 0
        ? [`${grouped(undecided)} undecided`]
        : []),
    ...(fixed > 0 ? [`${fixed} fixed`] : []),
    ...(unseen > 0 ? [`${unseen} not seen again`] : []),
    ...(finished === undefined ? ['not finished'] : []),
  ]
  return {
    line: parts.join('; '),
    standing:
      missed > 0 ? 'alarm' : failed > 0 ? 'failed' : undecided > 0 || runs === 0 ? 'undecided' : 'held',
  }
}

function failedText({ groups, since }: CampaignStanding): string {
  const fresh = groups.filter((group) => group.new).length
  const known = groups.length - fresh
  const head = `FAIL ${counted(groups.length, 'signature')}`
  if (since === undefined) return head
  return `${head}, ${fresh} new since ${momentText(since)}; ${known} known`
}

/** `2026-11-28 02:00`, in UTC. */
export const momentText = (iso: string): string => iso.slice(0, 16).replace('T', ' ')
