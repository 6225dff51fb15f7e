import type { CampaignSettings } from '../../../src/campaign/settings.ts'
import { emptyTally, type Tally } from '../../../src/testcase/tally.ts'

export const settings: CampaignSettings = {
  scenarios: ['calm', 'wild'],
  choices: ['calm', './wild.ts'],
  seed: '0x5eed',
  runs: 100,
  target: 'own-raft',
  shape: {},
  shard: { index: 1, of: 1 },
}

/** The tally of so many passed runs. */
export const passedTally = (runs: number, more: Partial<Tally> = {}): Tally => ({
  ...emptyTally(),
  runs,
  steps: 10 * runs,
  virtualMs: 1000 * runs,
  millis: 5 * runs,
  coverageMarks: { leaderElected: runs },
  faults: { crash: { planned: runs, idle: 0, activations: runs, effects: { crashes: 2 * runs } } },
  ...more,
})
