import { drawn } from '../nemesis/index.ts'
import { defineScenario } from './define-scenario.ts'

export const leaderIsolated = defineScenario({
  name: 'leader-isolated',
  about:
    'The leader is cut off, alone or with a minority, and comes back: its unreplicated entries give way.',
  servers: 2,
  notes: ['N6', 'N10'],
  nodes: [3, 3, 5, 5, 4],
  minorityLost: 300_000,
  faults: ({ chaosFrom, chaosUntil, electionTimeout }) =>
    drawn(12, (draws) => {
      const length = draws.int(2, 5) * electionTimeout
      const every = length + draws.int(1, 3) * electionTimeout
      const shape = draws.pick(['isolate-one', 'isolate-one', 'leader-with-minority'] as const)
      const timing = {
        when: { at: chaosFrom },
        for: length,
        repeat: { times: Math.max(1, Math.floor((chaosUntil - chaosFrom) / every)), every },
      }
      return [
        shape === 'isolate-one'
          ? { kind: 'partition', shape, nodes: 'leader', ...timing }
          : { kind: 'partition', shape, ...timing },
      ]
    }),
  coverageMarks: ['messagesCut', 'leaderHit', 'leaderChanged', 'entriesTruncated', 'operationSucceeded'],
})
