import { composeFaults } from '../nemesis/index.ts'
import { defineScenario } from './define-scenario.ts'

export const pausesAndSkew = defineScenario({
  name: 'pauses-and-skew',
  about: 'Servers stand still, clocks run wrong and jump, elections fire early and late, disks are slow.',
  minorityLost: 300_000,
  faults: (context) =>
    composeFaults(context, {
      kinds: ['pause', 'clock-skew', 'timeouts', 'slow-disk'],
      modes: { aimed: 40, swarm: 40, fixed: 20 },
    }),
  coverageMarks: ['serverPaused', 'clockMoved', 'leaderChanged', 'operationSucceeded'],
})
