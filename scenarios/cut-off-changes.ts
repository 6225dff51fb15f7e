import { drawn, type Draws, type FaultContext } from '../nemesis/index.ts'
import { memberChanges } from '../src/workload/index.ts'
import { defineScenario } from './define-scenario.ts'

export const cutOffChanges = defineScenario({
  name: 'cut-off-changes',
  about:
    'Members are changed by leaders that are alone with who is no member yet, again and again: who does not decide does not count.',
  needs: ['membership'],
  servers: 3,
  // of four servers one is out, and two of three voters elect another leader
  nodes: [4, 4, 4, 5],
  clients: 6,
  rate: 100,
  settings: { voters: 4, preVote: true },
  faults: (context) => drawn(8, (draws) => amongNewcomers(draws, context)),
  operator: ({ members, electionTimeout, chaosUntil }) => {
    const count = Math.ceil((2 * chaosUntil) / electionTimeout)
    return memberChanges({ nodes: members, think: Math.floor(electionTimeout / 2), count })
  },
  coverageMarks: ['membershipChanged', 'leaderChanged', 'messagesCut', 'operationSucceeded'],
})

/** Nobody else hears whom the leader lets in, or what those answer; the others may elect another one meanwhile. */
function amongNewcomers(draws: Draws, { chaosFrom, chaosUntil, electionTimeout }: FaultContext) {
  const lasts = draws.int(electionTimeout, 3 * electionTimeout)
  const every = lasts + draws.int(1, 2 * electionTimeout)
  const repeat = { times: Math.max(1, Math.floor((chaosUntil - chaosFrom) / every)), every }
  const cut = { kind: 'partition', shape: 'isolate-one', nodes: 'leader-newcomers' } as const
  return [{ ...cut, when: { at: chaosFrom }, for: lasts, repeat }]
}
