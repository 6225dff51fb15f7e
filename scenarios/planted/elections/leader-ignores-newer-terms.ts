import type { PlantedStall } from '../planted-bug.ts'

export const leaderIgnoresNewerTerms: PlantedStall = {
  id: 'leader-ignores-newer-terms',
  does: 'leads on, whatever newer term it is told, until another leader sends entries',
  seenIn: 'a known mistake of student implementations; Figure 2, All Servers, for followers only',
  breaks: ['liveness'],
  needs: 'a candidate that needs the leader’s vote',
  deviation: { raft: { heedsNewerTerm: (_type, role) => role !== 'leader' } },
}
