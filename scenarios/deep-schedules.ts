import { defineScenario } from './define-scenario.ts'
import { deepSchedules } from './schedules/index.ts'

export const deepSchedulesInTurn = defineScenario({
  name: 'deep-schedules',
  about:
    'Traps that take two lives of a server, two reigns of a leader or a disk slower than an election, told step by step by roles: what comes late must not count.',
  needs: ['registers'],
  servers: 3,
  oneOf: deepSchedules,
  coverageMarks: ['leaderElected', 'operationSucceeded'],
})
