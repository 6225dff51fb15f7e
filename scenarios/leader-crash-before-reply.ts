import { drawn } from '../nemesis/index.ts'
import { defineScenario } from './define-scenario.ts'

export const leaderCrashBeforeReply = defineScenario({
  name: 'leader-crash-before-reply',
  about:
    'The leader crashes once a majority has the entry, before it answers: the retry must not execute twice.',
  notes: ['N9', 'N11'],
  nodes: [3, 3, 5, 4],
  faults: ({ chaosFrom, chaosUntil, electionTimeout }) =>
    drawn(12, (draws) => {
      const length = draws.pick([draws.int(1, 10), 2 * electionTimeout])
      return [
        {
          kind: 'crash',
          when: {
            on: draws.pick(['committed', 'applied', 'wrote']),
            skip: draws.lean(0, 6),
            delay: 0,
            of: 'leader',
            after: chaosFrom,
          },
          for: length,
          repeat: {
            times: Math.ceil((chaosUntil - chaosFrom) / (3 * electionTimeout)),
            every: length + electionTimeout,
          },
          nodes: 'subject',
          unsynced: draws.pick(['lose', 'keep']),
        },
      ]
    }),
  landmarks: ['serverCrashed', 'leaderChanged', 'retried', 'operationSucceeded'],
})
