import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const candidateClaimsOwnTerm: PlantedBug = {
  id: 'candidate-claims-own-term',
  does: 'asks for votes with its currentTerm as the term of its last entry, so its log looks newer than any',
  seenIn: 'a known mistake of student implementations: currentTerm for lastLogTerm',
  breaks: ['leader-completeness', 'state-machine-safety', 'linearizability'],
  needs: 'a server without a committed entry that stands',
  deviation: { raft: { claimedEnd: ({ lastIndex }, currentTerm) => ({ lastIndex, lastTerm: currentTerm }) } },
  example: {
    nodes: 3,
    script: scriptOf(`
      n1 election
      n1>n2 request-vote
      n2>n1 vote granted
      n1>n3 append entries+
      n3>n1 append-reply success
      n2 election
      n2>n3 request-vote
      n3>n2 vote granted
    `),
  },
}
