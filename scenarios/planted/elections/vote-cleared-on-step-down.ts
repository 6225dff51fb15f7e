import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const voteClearedOnStepDown: PlantedBug = {
  id: 'vote-cleared-on-step-down',
  does: 'forgets its vote when it returns from candidate to follower within a term',
  seenIn: 'akka-raft (raft-56), redpanda-data/redpanda#19',
  breaks: ['one-vote-per-term', 'election-safety'],
  needs: 'a candidate that hears the leader of its term, and a third candidate',
  deviation: { raft: { freesVote: (term, currentTerm, role) => term > currentTerm || role === 'candidate' } },
  example: {
    nodes: 3,
    script: scriptOf(`
      n1 election
      n2 election
      n1>n3 request-vote
      n3>n1 vote granted
      n1>n2 append entries+
    `),
  },
}
