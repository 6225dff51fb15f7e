import type { PlantedStall } from '../planted-bug.ts'

export const voteKeptInNewTerm: PlantedStall = {
  id: 'vote-kept-in-new-term',
  does: 'keeps its vote when a new term begins, so it has none for anybody else',
  seenIn: 'a known mistake of student implementations',
  breaks: ['liveness'],
  needs: 'a second term',
  deviation: { raft: { freesVote: () => false } },
}
