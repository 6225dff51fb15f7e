import { composeFaults } from '../nemesis/index.ts'
import { defineScenario } from './define-scenario.ts'

export const stepwise = defineScenario({
  name: 'stepwise',
  about: 'All faults there are, while entries go one at a time, each after the last message was accepted.',
  needs: ['own-raft-settings'],
  notes: ['N5', 'N6', 'N7'],
  faults: (context) => composeFaults(context),
  settings: {
    replication: 'stepwise',
    batch: 1,
    noop: false,
    pipeline: false,
    backtrack: 'one',
    preVote: false,
    checkQuorum: false,
  },
  coverageMarks: [
    'leaderChanged',
    'entriesTruncated',
    'serverCrashed',
    'messagesCut',
    'operationSucceeded',
    'operationUnknown',
  ],
})
