import { defineScenario } from './define-scenario.ts'
import { schedules } from './schedules/index.ts'

export const canonicalSchedules = defineScenario({
  name: 'canonical-schedules',
  about:
    'The traps that Rafts are known to fall into, told step by step by roles, one after the other: none may spring.',
  notes: ['N8'],
  needs: ['registers'],
  servers: 3,
  oneOf: schedules,
  coverageMarks: ['leaderElected', 'operationSucceeded'],
})
