import { defineScenario } from './define-scenario.ts'
import { leaderCrashes } from './leader-crashes.ts'

export const leaderCrashBeforeMajority = defineScenario({
  name: 'leader-crash-before-majority',
  about:
    'The leader crashes right after it takes a request: the entry may survive or vanish, never half of it.',
  needs: ['persistence', 'operations'],
  notes: ['N10'],
  nodes: [3, 3, 5, 4],
  minorityLost: 300_000,
  faults: (context) =>
    leaderCrashes(context, {
      on: ['proposed'],
      skip: 4,
      delay: 3,
      unsynced: ['lose', 'keep', 'prefix', 'subset'],
    }),
  coverageMarks: ['serverCrashed', 'leaderChanged', 'leaderHit', 'operationSucceeded'],
})
