import type { PlantedStall } from '../planted-bug.ts'

export const standsAgainInSameTerm: PlantedStall = {
  id: 'stands-again-in-same-term',
  does: 'raises its term only when it stands for the first time: a split vote stays split',
  seenIn: 'a known mistake of student implementations',
  breaks: ['liveness'],
  needs: 'a split vote',
  deviation: {
    raft: { candidacyTerm: (currentTerm, role) => (role === 'candidate' ? currentTerm : currentTerm + 1) },
  },
}
