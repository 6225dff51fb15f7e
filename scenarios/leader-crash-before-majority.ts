import { drawn } from '../nemesis/index.ts'
import { defineScenario } from './define-scenario.ts'

export const leaderCrashBeforeMajority = defineScenario({
  name: 'leader-crash-before-majority',
  about:
    'The leader crashes right after it takes a request: the entry may survive or vanish, never half of it.',
  notes: ['N10'],
  nodes: [3, 3, 5, 4],
  faults: ({ chaosFrom, chaosUntil, electionTimeout }) =>
    drawn(12, (draws) => {
      const length = draws.pick([draws.int(1, 10), 2 * electionTimeout])
      return [
        {
          kind: 'crash',
          when: {
            on: 'proposed',
            skip: draws.lean(0, 4),
            delay: draws.int(0, 3),
            of: 'leader',
            after: chaosFrom,
          },
          for: length,
          repeat: {
            times: Math.ceil((chaosUntil - chaosFrom) / (3 * electionTimeout)),
            every: length + electionTimeout,
          },
          nodes: 'subject',
          unsynced: draws.pick(['lose', 'keep', 'prefix', 'subset']),
        },
      ]
    }),
  landmarks: ['serverCrashed', 'leaderChanged', 'leaderStruck', 'operationSucceeded'],
})
