import type { PlantedStall } from '../planted-bug.ts'

export const newerTermInAnswersIgnored: PlantedStall = {
  id: 'newer-term-in-answers-ignored',
  does: 'leads on when an answer is of a newer term: who sent it can neither follow nor, as the others hear their leader, be elected',
  seenIn: 'etcd-io/raft 3c7359d; cockroachdb/cockroach#142994',
  breaks: ['liveness'],
  needs: 'a server that stood alone, and comes back with a newer term',
  settings: { checkQuorum: true, preVote: false },
  deviation: {
    raft: {
      beginsTerm: ({ type }) => type === 'append' || type === 'install-snapshot' || type === 'request-vote',
    },
  },
}
