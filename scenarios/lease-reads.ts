import { drawn, type Draws, type FaultContext } from '../nemesis/index.ts'
import { handOvers } from '../src/workload/index.ts'
import { defineScenario } from './define-scenario.ts'

export const leaseReads = defineScenario({
  name: 'lease-reads',
  about:
    'Leaders read under a lease while servers disagree about who is there, stand still, restart or hand over, and clocks drift within the bound: no read is stale.',
  needs: ['leases'],
  servers: 2,
  nodes: [3, 3, 5, 4],
  clients: 6,
  rate: 100,
  // few writes: one that a follower misses bars it from standing
  mix: { read: 19, write: 1, cas: 0 },
  chaos: 4000,
  // clients then stay where they are, on either side of a cut
  settings: { reads: 'lease', checkQuorum: true, forward: true },
  faults: (context) =>
    drawn(24, (draws) => [
      ...(draws.chance(600_000) ? forgotten(draws, context) : disagreement(draws, context)),
      ...(draws.chance(500_000) ? [restarts(draws, context)] : []),
      ...(draws.chance(700_000) ? drift(draws, context) : []),
    ]),
  operator: ({ members, electionTimeout }) =>
    handOvers({ nodes: members, think: 2 * electionTimeout, count: 8 }),
  coverageMarks: [
    'leaderChanged',
    'clockMoved',
    'messagesCut',
    'serverRestarted',
    'leadershipHandedOver',
    'operationSucceeded',
  ],
})

/** Again and again, for a while, with as long a rest in between. */
function spells(draws: Draws, { chaosFrom, chaosUntil, electionTimeout }: FaultContext) {
  const length = draws.int(1, 4) * electionTimeout
  const every = length + draws.int(1, 2) * electionTimeout
  const times = Math.max(1, Math.floor((chaosUntil - chaosFrom) / every))
  return { when: { at: chaosFrom }, for: length, repeat: { times, every } }
}

/**
 * A follower misses the leader for almost an election timeout, then the leader is alone: the follower stands
 * while the others have just promised not to elect, and the leader still reads.
 */
function forgotten(draws: Draws, { chaosFrom, chaosUntil, electionTimeout }: FaultContext) {
  const missed = Math.round((electionTimeout / 2) * (draws.int(50, 100) / 100))
  const alone = 2 * electionTimeout
  const every = missed + alone + draws.int(1, 3) * electionTimeout
  const repeat = { times: Math.max(1, Math.floor((chaosUntil - chaosFrom) / every)), every }
  const cut = { kind: 'partition', shape: 'isolate-one', repeat } as const
  return [
    { ...cut, nodes: draws.pick(['follower', 'up-to-date-follower']), when: { at: chaosFrom }, for: missed },
    { ...cut, nodes: 'leader', when: { at: chaosFrom + missed }, for: alone },
  ]
}

/** A follower that misses the leader stands, while others still hear it: they have promised not to elect. */
function disagreement(draws: Draws, context: FaultContext) {
  const time = spells(draws, context)
  switch (draws.pick(['bridge', 'bridge', 'one-way', 'random-directed', 'isolate-one', 'pause'])) {
    case 'bridge':
      return [{ kind: 'partition', shape: 'bridge', ...time }]
    case 'one-way': {
      const direction = draws.pick(['in', 'out'])
      return [
        { kind: 'partition', shape: 'one-way', nodes: draws.pick(['leader', 'any']), direction, ...time },
      ]
    }
    case 'random-directed':
      return [{ kind: 'partition', shape: 'random-directed', chance: draws.int(200_000, 400_000), ...time }]
    case 'isolate-one':
      return [{ kind: 'partition', shape: 'isolate-one', nodes: 'leader', ...time }]
    case 'pause':
      return [{ kind: 'pause', nodes: draws.pick(['leader', 'follower']), ...time }]
  }
}

/** Who restarts has forgotten what it promised. */
function restarts(draws: Draws, context: FaultContext) {
  return {
    kind: 'crash',
    nodes: draws.pick(['follower', 'majority', 'leader']),
    unsynced: draws.pick(['lose', 'keep', 'subset']),
    ...spells(draws, context),
    for: draws.int(1, context.electionTimeout),
  }
}

/** Who was promised is slow, and who promised is fast: what a lease must allow for. */
function drift(draws: Draws, { chaosFrom, chaosUntil }: FaultContext) {
  const whole = { kind: 'clock-skew', jump: 0, when: { at: chaosFrom }, for: chaosUntil - chaosFrom } as const
  return [
    { ...whole, nodes: 'majority', rate: draws.int(1_050_000, 1_100_000) },
    { ...whole, nodes: 'leader', rate: draws.int(900_000, 950_000) },
  ]
}
