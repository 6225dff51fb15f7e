import type { PlantedStall } from '../planted-bug.ts'

export const voteNeedsLongerLog: PlantedStall = {
  id: 'vote-needs-longer-log',
  does: 'votes only for logs that are longer than its own: two equal logs refuse each other',
  seenIn: 'a known mistake of student implementations: > for >=',
  breaks: ['liveness'],
  needs: 'an election',
  deviation: {
    raft: {
      candidateUpToDate: (own, candidate) =>
        candidate.lastTerm > own.lastTerm ||
        (candidate.lastTerm === own.lastTerm && candidate.lastIndex > own.lastIndex),
    },
  },
}
