import { drawn, type Draws, type FaultContext } from '../nemesis/index.ts'
import type { Millis } from '../src/base/time.ts'
import { handOvers } from '../src/workload/index.ts'
import { defineScenario } from './define-scenario.ts'

export const deposedLeaders = defineScenario({
  name: 'deposed-leaders',
  about:
    'Leaders are deposed and do not know it, as they hear late or are cut off when they hand over, and are asked to read all the while: no read is stale.',
  servers: 3,
  nodes: [3, 3, 4, 5],
  clients: 6,
  rate: 100,
  mix: { read: 12, write: 4, cas: 1 },
  // whom a client asks is then who answers it
  settings: { forward: true },
  faults: (context) => drawn(24, (draws) => draws.pick([late, handedOver])(draws, context)),
  operator: ({ members, electionTimeout, chaosUntil }) =>
    handOvers({ nodes: members, think: electionTimeout, count: Math.ceil(chaosUntil / electionTimeout) }),
  coverageMarks: ['leaderChanged', 'messagesDelayed', 'messagesCut', 'operationSucceeded'],
})

/** As often as there is time for. */
const again = ({ chaosFrom, chaosUntil }: FaultContext, every: Millis) => ({
  times: Math.max(1, Math.floor((chaosUntil - chaosFrom) / every)),
  every,
})

/** A leader is heard no more, and what it hears is late: answers come to what it said before it was deposed. */
function late(draws: Draws, context: FaultContext) {
  const { chaosFrom, electionTimeout, heartbeat } = context
  const lasts = draws.int(electionTimeout, 4 * electionTimeout)
  const every = lasts + draws.int(heartbeat, 2 * electionTimeout)
  const repeat = again(context, every)
  // within a lease, or after an election
  const low = Math.round(electionTimeout * draws.pick([0.1, 0.25, 1, 1.5]))
  const high = low + draws.lean(1, electionTimeout)
  const cutAt = chaosFrom + draws.int(0, electionTimeout)
  const cut = { kind: 'partition', underWay: 'arrives', when: { at: cutAt }, for: lasts, repeat } as const
  const hears = { kind: 'delay', nodes: 'leader', direction: 'in', when: { at: chaosFrom } } as const
  return [
    { ...hears, for: every, repeat, low, high },
    draws.chance(700_000)
      ? { ...cut, shape: 'one-way', nodes: 'leader', direction: 'out' }
      : { ...cut, shape: 'isolate-one', nodes: 'leader' },
  ]
}

/** Another stands while the leader is heard by all, by its order perhaps; at that moment it is cut off. */
function handedOver(draws: Draws, context: FaultContext) {
  const { chaosFrom, electionTimeout } = context
  const lasts = Math.round((electionTimeout * draws.int(40, 150)) / 100)
  const on = { on: 'candidate', skip: 0, delay: draws.lean(0, 4), after: chaosFrom } as const
  const repeat = again(context, lasts + draws.int(1, electionTimeout))
  return [{ kind: 'partition', shape: 'isolate-one', nodes: 'leader', when: on, for: lasts, repeat }]
}
