import { drawn, leaderless } from '../nemesis/index.ts'
import { defineScenario } from './define-scenario.ts'

export const leaderlessElections = defineScenario({
  name: 'leaderless-elections',
  about:
    'Leaders are lost, all timers run out together and several servers stand at once, while voters and candidates restart: no term has two leaders, and none lacks what was committed.',
  notes: ['N4'],
  servers: 3,
  nodes: [3, 3, 3, 4, 5],
  faults: (context) => drawn(60, (draws) => leaderless(draws, context)),
  minorityLost: 300_000,
  coverageMarks: ['leaderChanged', 'operationSucceeded'],
})
