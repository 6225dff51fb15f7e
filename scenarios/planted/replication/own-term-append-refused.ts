import type { PlantedStall } from '../planted-bug.ts'

export const ownTermAppendRefused: PlantedStall = {
  id: 'own-term-append-refused',
  does: 'follows only leaders of a newer term than its own, not of that in which it voted',
  seenIn: 'a known mistake of student implementations: <= for <',
  breaks: ['liveness'],
  needs: 'a leader that its followers voted for',
  deviation: { raft: { followsLeaderOf: (term, currentTerm) => term > currentTerm } },
}
