import { defineScenario } from './define-scenario.ts'
import { leaderCrashes } from './leader-crashes.ts'

export const leaderCrashBeforeReply = defineScenario({
  name: 'leader-crash-before-reply',
  about:
    'The leader crashes once a majority has the entry, before it answers: the retry must not execute twice.',
  needs: ['persistence', 'operations'],
  notes: ['N9', 'N11'],
  nodes: [3, 3, 5, 4],
  minorityLost: 300_000,
  faults: (context) =>
    leaderCrashes(context, {
      on: ['committed', 'applied', 'wrote'],
      skip: 6,
      delay: 0,
      unsynced: ['lose', 'keep'],
    }),
  coverageMarks: ['serverCrashed', 'leaderChanged', 'retried', 'operationSucceeded'],
})
