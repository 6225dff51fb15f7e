import type { PlantedStall } from '../planted-bug.ts'

export const votesDisregardedWithoutLeader: PlantedStall = {
  id: 'votes-disregarded-without-leader',
  does: 'leaves requests for its vote unanswered when no leader was heard for long, instead of when one was heard just now',
  seenIn: 'a comparison turned round in what §6 and the lease rest on; tests with a leader do not show it',
  breaks: ['liveness'],
  needs: 'an election',
  settings: { checkQuorum: true, preVote: false },
  deviation: {
    raft: { disregardsVotes: (sinceHeard, electionTimeoutMin) => sinceHeard > electionTimeoutMin },
  },
}
