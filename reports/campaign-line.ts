import type { CampaignRecord, CampaignResult } from './campaign-record.ts'
import { counted, grouped } from './quantities.ts'

/** What the line is made of; `since`: when the campaign before this one began. */
export type CampaignStanding = Pick<
  CampaignRecord,
  'result' | 'runs' | 'failed' | 'undecided' | 'groups' | 'gone' | 'selfTests' | 'finished'
> & { readonly since?: string }

/** The words that a line begins with: those of the result, as `campaign` says it. */
const words: { readonly [result in CampaignResult]: string } = {
  held: 'PASS',
  'nothing-new': 'NOTHING NEW',
  undecided: 'UNDECIDED',
  violation: 'FAIL',
  'not-deterministic': 'NOT DETERMINISTIC',
  'harness-failed': 'HARNESS FAILED',
}

const standings: { readonly [result in CampaignResult]: CampaignRecord['standing'] } = {
  held: 'held',
  'nothing-new': 'known',
  undecided: 'undecided',
  violation: 'failed',
  'not-deterministic': 'alarm',
  'harness-failed': 'alarm',
}

/**
 * How a campaign stands, in one line: `FAIL 2 signatures, 1 new since 2026-11-28 02:00; 1 known; 1 fixed`. Its result is judged once, when
 * it ends; here it is only put in words. A self-test that was not found is an alarm about the harness, whatever else there is.
 */
export function campaignLine(all: CampaignStanding): Pick<CampaignRecord, 'line' | 'standing'> {
  const { undecided, selfTests, finished, gone, failed } = all
  const result = resultOf(all)
  const missed = selfTests.filter(({ found }) => !found).length
  const fixed = gone.filter((one) => one.fixed).length
  const unseen = gone.length - fixed
  const line = [
    missed > 0 && `ALARM ${missed} of ${counted(selfTests.length, 'self-test')} not found`,
    missed === 0 && standings[result] === 'alarm' && words[result],
    result === 'undecided' && `${words[result]} ${undecidedText(all)}`,
    failed > 0 && failedText(all, result),
    result === 'held' && `${words[result]} ${counted(all.runs, 'run')}`,
    fixed > 0 && `${fixed} fixed`,
    unseen > 0 && `${unseen} not seen again`,
    result !== 'undecided' && undecided > 0 && `${grouped(undecided)} undecided`,
    finished === undefined && 'not finished',
  ]
  return { line: line.filter((part) => part !== false).join('; '), standing: standings[result] }
}

/** Of a campaign that did not say how it ended, only what nothing can change any more; it never held. */
function resultOf({ result, failed, selfTests }: CampaignStanding): CampaignResult {
  if (result !== undefined) return result
  if (selfTests.some(({ found }) => !found)) return 'harness-failed'
  return failed > 0 ? 'violation' : 'undecided'
}

function undecidedText({ result, runs, failed, undecided, finished }: CampaignStanding): string {
  if (undecided > 0) return `${counted(undecided, 'run')} of ${grouped(runs)}`
  if (runs === 0) return 'no run was made'
  const some = failed > 0 ? counted(runs, 'run') : `${counted(runs, 'run')}, none failed`
  return result === undefined && finished !== undefined ? `${some}; how it ended is not stored` : some
}

function failedText({ groups, since }: CampaignStanding, result: CampaignResult): string {
  const fresh = groups.filter((group) => group.new).length
  const known = groups.length - fresh
  const head = counted(groups.length, 'signature')
  // of a campaign that is worse off, its failures are failures all the same
  const word = result === 'undecided' ? '' : `${words[result === 'nothing-new' ? result : 'violation']} `
  return `${word}${since === undefined ? head : `${head}, ${fresh} new since ${momentText(since)}; ${known} known`}`
}

/** `2026-11-28 02:00`, in UTC. */
export const momentText = (iso: string): string => iso.slice(0, 16).replace('T', ' ')

/** The words of the result that a line begins with. */
export const leadOf = (line: string): string =>
  ['ALARM', ...Object.values(words)].find((word) => line.startsWith(word)) ?? ''
