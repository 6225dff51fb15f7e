import { composeFaults } from '../nemesis/index.ts'
import { defineScenario } from './define-scenario.ts'

export const forgottenSessions = defineScenario({
  name: 'forgotten-sessions',
  about:
    'Sessions expire while their clients live, and push each other out, under all faults there are: no request executes twice, and all servers forget alike.',
  needs: ['expiring-sessions'],
  notes: ['N11'],
  settings: { registration: 'explicit', sessionTtl: 400, maxSessions: 4 },
  faults: (context) => composeFaults(context),
  coverageMarks: ['sessionLost', 'retried', 'leaderChanged', 'serverCrashed', 'operationSucceeded'],
})
