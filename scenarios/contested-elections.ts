import { composeFaults } from '../nemesis/index.ts'
import { defineScenario } from './define-scenario.ts'

export const contestedElections = defineScenario({
  name: 'contested-elections',
  about:
    'Voters and candidates crash around their votes, elections fire early: no term may have two leaders.',
  notes: ['N4'],
  minorityLost: 300_000,
  faults: (context) =>
    composeFaults(context, {
      kinds: ['crash', 'lose-unsynced-writes', 'timeouts', 'partition'],
      modes: { aimed: 80, swarm: 10, fixed: 10 },
    }),
  coverageMarks: ['leaderChanged', 'serverCrashed', 'writesLost', 'operationSucceeded'],
})
