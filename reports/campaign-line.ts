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
export function campaignLine(all: CampaignStanding): Pick<CampaignRecord, 'line' | 'standing'> {
  const { runs, undecided, selfTests, finished, gone } = all
  const standing = standingOf(all)
  const missed = selfTests.filter(({ found }) => !found).length
  const fixed = gone.filter((one) => one.fixed).length
  const unseen = gone.length - fixed
  const line = [
    missed > 0 && `ALARM ${missed} of ${counted(selfTests.length, 'self-test')} not found`,
    failedText(all),
    standing === 'undecided' && `UNDECIDED ${counted(undecided, 'run')} of ${grouped(runs)}`,
    standing === 'held' && `PASS ${counted(runs, 'run')}`,
    fixed > 0 && `${fixed} fixed`,
    unseen > 0 && `${unseen} not seen again`,
    standing !== 'undecided' && undecided > 0 && `${grouped(undecided)} undecided`,
    finished === undefined && 'not finished',
  ]
  return { line: line.filter((part) => part !== false).join('; '), standing }
}

function standingOf({ runs, failed, undecided, selfTests }: CampaignStanding): CampaignRecord['standing'] {
  if (selfTests.some(({ found }) => !found)) return 'alarm'
  if (failed > 0) return 'failed'
  return undecided > 0 || runs === 0 ? 'undecided' : 'held'
}

function failedText({ failed, groups, since }: CampaignStanding): string | false {
  if (failed === 0) return false
  const fresh = groups.filter((group) => group.new).length
  const known = groups.length - fresh
  const head = `FAIL ${counted(groups.length, 'signature')}`
  return since === undefined ? head : `${head}, ${fresh} new since ${momentText(since)}; ${known} known`
}

/** `2026-11-28 02:00`, in UTC. */
export const momentText = (iso: string): string => iso.slice(0, 16).replace('T', ' ')
