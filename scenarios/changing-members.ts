import fc from 'fast-check'
import { composeFaults, drawn, type Draws, type FaultContext } from '../nemesis/index.ts'
import { memberChanges } from '../src/workload/index.ts'
import { defineScenario } from './define-scenario.ts'

export const changingMembers = defineScenario({
  name: 'changing-members',
  about:
    'Servers join, learn, leave and come back, and leadership is handed over, under all faults there are: no two majorities decide apart.',
  needs: ['membership'],
  servers: 3,
  nodes: [4, 4, 5, 6],
  // an even number of voters has majorities that barely overlap; and who was removed unheard would disturb the
  // others for ever without pre-votes (thesis §4.2.3)
  settings: { voters: 4, preVote: true },
  // the operator's calls are then the next that a leader hears
  rate: 10,
  faults: (context) => fc.oneof(composeFaults(context), divided(context), divided(context)),
  operator: ({ members, electionTimeout, chaosUntil }) =>
    memberChanges({
      nodes: members,
      think: Math.floor(electionTimeout / 4),
      count: Math.ceil((4 * chaosUntil) / electionTimeout),
    }),
  coverageMarks: [
    'membershipChanged',
    'leadershipHandedOver',
    'leaderChanged',
    'serverCrashed',
    'messagesCut',
    'entriesTruncated',
    'operationSucceeded',
  ],
})

/**
 * A leader is cut off with a change that nobody else has; the others elect another one, that begins a change of its
 * own; and before all have heard of it, the first comes back to a part of them.
 */
const divided = (context: FaultContext) => drawn(24, (draws) => divisions(draws, context))

function divisions(draws: Draws, { chaosFrom, chaosUntil, electionTimeout }: FaultContext) {
  const alone = Math.round((electionTimeout * draws.int(50, 250)) / 100)
  const halved = Math.round((electionTimeout * draws.int(100, 400)) / 100)
  const every = alone + halved + Math.round((electionTimeout * draws.int(0, 200)) / 100)
  const repeat = { times: Math.max(1, Math.floor((chaosUntil - chaosFrom) / every)), every }
  const when = draws.chance(500_000)
    ? { at: chaosFrom + alone }
    : { on: 'leader' as const, skip: 0, delay: draws.lean(0, 20), after: chaosFrom }
  return [
    { kind: 'partition', shape: 'isolate-one', nodes: 'leader', when: { at: chaosFrom }, for: alone, repeat },
    { kind: 'partition', shape: draws.pick(['halves', 'halves', 'bridge']), when, for: halved, repeat },
  ]
}
