import { drawn } from '../nemesis/index.ts'
import { defineScenario } from './define-scenario.ts'

export const minorityDown = defineScenario({
  name: 'minority-down',
  about: 'Fewer than half of the servers are down at any time: the cluster goes on working.',
  needs: ['persistence'],
  servers: 3,
  notes: ['N3'],
  nodes: [3, 3, 5, 4],
  minorityLost: 1_000_000,
  faults: ({ chaosFrom, chaosUntil, electionTimeout }) =>
    drawn(8, (draws) => {
      const length = 3 * electionTimeout + draws.int(0, 2 * electionTimeout)
      const gap = draws.int(electionTimeout, 2 * electionTimeout)
      const times = Math.max(1, Math.floor((chaosUntil - chaosFrom) / (length + gap)))
      return [
        {
          kind: 'crash',
          when: { at: chaosFrom },
          for: length,
          repeat: { times, every: length + gap },
          nodes: draws.pick(['minority', 'minority', 'leader']),
          unsynced: draws.pick(['lose', 'keep', 'subset']),
        },
      ]
    }),
  coverageMarks: ['serverCrashed', 'serverRestarted', 'operationSucceeded'],
})
