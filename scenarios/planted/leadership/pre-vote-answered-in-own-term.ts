import type { PlantedStall } from '../planted-bug.ts'

export const preVoteAnsweredInOwnTerm: PlantedStall = {
  id: 'pre-vote-answered-in-own-term',
  does: 'grants a pre-vote in its own term, and not in the one that was asked about: the candidate drops it as old',
  seenIn: 'etcd-io/raft d4471b2 (2017)',
  breaks: ['liveness'],
  needs: 'an election',
  settings: { preVote: true },
  deviation: { raft: { preVoteReplyTerm: (_granted, _asked, currentTerm) => currentTerm } },
}
