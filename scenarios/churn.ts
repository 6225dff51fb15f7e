import { composeFaults } from '../nemesis/index.ts'
import { defineScenario } from './define-scenario.ts'

export const churn = defineScenario({
  name: 'churn',
  about:
    'The same few faults again and again in quick succession: what needs a rare meeting of two events is met by many tries.',
  notes: ['N8'],
  rate: 40,
  minorityLost: 300_000,
  faults: (context) => composeFaults(context, { modes: { churn: 100 } }),
  coverageMarks: ['leaderChanged', 'operationSucceeded'],
})
