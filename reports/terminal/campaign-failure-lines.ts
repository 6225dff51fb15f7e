import type { CampaignRecord, RecordedGroup } from '../campaign-record.ts'
import { groupStateText } from '../group-state.ts'
import { counted } from '../quantities.ts'
import { visibleText } from '../visible-text.ts'

/** Signatures and seeds that the last lines list; `campaign.json` has them all. */
const MAX_LISTED = 20
const MAX_SEEDS = 8

/** The failures of a campaign, a line each, with the seeds and the page of each. `folder`: where the campaign lies. */
export function campaignFailureLines({ groups }: Pick<CampaignRecord, 'groups'>, folder = ''): string[] {
  const more = groups.length - MAX_LISTED
  return [
    ...groups.slice(0, MAX_LISTED).map((group) => {
      const { signature, count, report } = group
      const place = report === undefined ? '' : `  ${folder === '' ? report : `${folder}/${report}`}`
      return visibleText(
        `FAIL ${signature}  ${counted(count, 'run')} (${seedsText(group)}), ${groupStateText(group)}${place}`,
        1500,
      )
    }),
    ...(more > 0 ? [`and ${counted(more, 'more signature')}`] : []),
  ]
}

/** `figure-8 0x1-3, 0x1-9; leader-isolated 0x1-2`. */
function seedsText({ failures }: RecordedGroup): string {
  const listed = failures.slice(0, MAX_SEEDS)
  const byScenario = [...Map.groupBy(listed, ({ scenario }) => scenario)]
  const text = byScenario
    .map(([scenario, runs]) => `${scenario} seed ${runs.map(({ seed }) => seed).join(', ')}`)
    .join('; ')
  return failures.length > MAX_SEEDS ? `${text}, ...` : text
}
