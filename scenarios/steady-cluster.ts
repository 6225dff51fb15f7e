import { defineScenario } from './define-scenario.ts'

export const steadyCluster = defineScenario({
  name: 'steady-cluster',
  about: 'No faults: a leader is elected once, entries are committed by majority and applied in order.',
  notes: ['N1', 'N2', 'N5', 'N7'],
  coverageMarks: ['leaderElected', 'operationSucceeded'],
})
