import type { PlantedStall } from '../planted-bug.ts'

export const candidateClaimsCommitted: PlantedStall = {
  id: 'candidate-claims-committed',
  does: 'asks for votes with its commitIndex as the end of its log: who has more denies its vote',
  seenIn: 'a known mistake of student implementations: commitIndex for lastLogIndex',
  breaks: ['liveness'],
  needs: 'entries that are not known to be committed, at a majority',
  deviation: {
    raft: { claimedEnd: ({ lastTerm }, _currentTerm, commitIndex) => ({ lastIndex: commitIndex, lastTerm }) },
  },
}
