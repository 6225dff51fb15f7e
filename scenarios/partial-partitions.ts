import { drawn } from '../nemesis/index.ts'
import { defineScenario } from './define-scenario.ts'

export const partialPartitions = defineScenario({
  name: 'partial-partitions',
  about: 'Rings, bridges, one-way and random cuts: servers disagree about who is there.',
  servers: 2,
  nodes: [3, 4, 5, 5],
  faults: ({ chaosFrom, chaosUntil, electionTimeout }) =>
    drawn(20, (draws) => {
      const length = draws.int(2, 6) * electionTimeout
      const every = length + draws.int(1, 3) * electionTimeout
      const times = Math.max(1, Math.floor((chaosUntil - chaosFrom) / every))
      const timing = {
        kind: 'partition',
        when: { at: chaosFrom },
        for: length,
        repeat: { times, every },
      } as const
      switch (draws.pick(['majority-ring', 'bridge', 'one-way', 'one-way', 'random-directed'] as const)) {
        case 'majority-ring':
          return [{ ...timing, shape: 'majority-ring' }]
        case 'bridge':
          return [{ ...timing, shape: 'bridge' }]
        case 'random-directed':
          return [{ ...timing, shape: 'random-directed', chance: 250_000 }]
        case 'one-way':
          return [
            {
              ...timing,
              shape: 'one-way',
              nodes: draws.pick(['leader', 'any']),
              direction: draws.pick(['in', 'out']),
            },
          ]
      }
    }),
  coverageMarks: ['messagesCut', 'leaderElected', 'operationSucceeded'],
})
