import type { PlantedStall } from '../planted-bug.ts'

export const requestVoteTermIgnored: PlantedStall = {
  id: 'request-vote-term-ignored',
  does: 'does not take over the newer term of a request for its vote, so the vote is of an older term than the candidate',
  seenIn: 'seen in a public implementation',
  breaks: ['liveness'],
  needs: 'an election',
  deviation: { raft: { heedsNewerTerm: (type) => type !== 'request-vote' } },
}
