import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const standsInSameTerm: PlantedBug = {
  id: 'stands-in-same-term',
  does: 'stands for leader in the present term instead of the next one',
  seenIn: 'a known mistake of student implementations: the term is not incremented',
  breaks: ['one-vote-per-term', 'election-safety'],
  needs: 'a server that stands after it has voted',
  deviation: { raft: { candidacyTerm: (currentTerm) => currentTerm } },
  example: {
    nodes: 2,
    script: scriptOf(`
      n1 election
      n1>n2 request-vote
      n2 election
    `),
  },
}
