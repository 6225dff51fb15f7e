import { composeFaults } from '../nemesis/index.ts'
import { handOvers } from '../src/workload/index.ts'
import { defineScenario } from './define-scenario.ts'

export const everythingAtOnce = defineScenario({
  name: 'everything-at-once',
  about: 'All faults there are, aimed, at random and all together, while leadership is handed over.',
  notes: ['N8'],
  minorityLost: 500_000,
  faults: (context) => composeFaults(context),
  operator: ({ members, electionTimeout }) =>
    handOvers({ nodes: members, think: 4 * electionTimeout, count: 8 }),
  coverageMarks: [
    'leaderChanged',
    'entriesTruncated',
    'serverCrashed',
    'writesLost',
    'messagesCut',
    'messagesDuplicated',
    'serverPaused',
    'operationSucceeded',
    'operationUnknown',
    'leadershipHandedOver',
  ],
})
