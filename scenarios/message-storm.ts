import { composeFaults } from '../nemesis/index.ts'
import { defineScenario } from './define-scenario.ts'

export const messageStorm = defineScenario({
  name: 'message-storm',
  about: 'Messages are lost, doubled, delayed and overtaken, some arrive long after they were sent.',
  servers: 2,
  faults: (context) =>
    composeFaults(context, {
      kinds: ['drop', 'duplicate', 'reorder', 'delay'],
      modes: { aimed: 20, swarm: 40, fixed: 40 },
    }),
  coverageMarks: ['messagesDropped', 'messagesDuplicated', 'messagesDelayed', 'operationSucceeded'],
})
