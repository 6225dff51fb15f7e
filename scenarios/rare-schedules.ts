import { defineScenario } from './define-scenario.ts'
import { rareSchedules } from './schedules/index.ts'

export const rareSchedulesInTurn = defineScenario({
  name: 'rare-schedules',
  about:
    'Traps that take more than an election and a write, told step by step by roles: inherited entries, disks that keep a part, snapshots, changes of members.',
  notes: ['N8'],
  needs: ['registers'],
  servers: 3,
  oneOf: rareSchedules,
  coverageMarks: ['leaderElected', 'operationSucceeded'],
})
