import { counted, durationText } from '../../reports/quantities.ts'
import type { CampaignSettings } from './settings.ts'

/** How much a campaign was asked to run, in words: `5 scenarios, 200 runs each, shard 1/4`. */
export function askedText({ scenarios, runs, millis, shard, corpus }: CampaignSettings): string {
  return [
    counted(scenarios.length, 'scenario'),
    ...(runs === undefined ? [] : [`${counted(runs, 'run')} each`]),
    ...(millis === undefined ? [] : [`for ${durationText(millis)}`]),
    ...(shard.of === 1 ? [] : [`shard ${shard.index}/${shard.of}`]),
    ...(corpus === undefined ? [] : ['guided']),
  ].join(', ')
}
