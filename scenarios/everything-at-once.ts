import { composeFaults } from '../nemesis/index.ts'
import { defineScenario } from './define-scenario.ts'

export const everythingAtOnce = defineScenario({
  name: 'everything-at-once',
  about: 'All faults there are, aimed, at random and all together.',
  notes: ['N8'],
  faults: (context) => composeFaults(context),
  landmarks: [
    'leaderChanged',
    'entriesTruncated',
    'serverCrashed',
    'writesLost',
    'messagesCut',
    'messagesDuplicated',
    'serverPaused',
    'operationSucceeded',
    'operationUnknown',
  ],
})
