import { defineScenario } from './define-scenario.ts'
import { leaderCrashes } from './leader-crashes.ts'

export const payments = defineScenario({
  name: 'payments',
  about:
    'Leaders crash before they answer; clients send payments again and ask what became of them: no money is created or lost.',
  needs: ['ledger', 'sessions', 'persistence'],
  notes: ['N9', 'N11', 'N12'],
  nodes: [3, 3, 5, 4],
  settings: { service: 'ledger', statusQueries: true },
  faults: (context) =>
    leaderCrashes(context, {
      on: ['proposed', 'committed', 'applied', 'wrote'],
      skip: 6,
      delay: 2,
      unsynced: ['lose', 'keep', 'subset'],
    }),
  coverageMarks: ['serverCrashed', 'leaderChanged', 'leaderHit', 'retried', 'operationSucceeded'],
})
