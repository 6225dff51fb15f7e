import type { PlantedBug } from './planted-bug.ts'
import { scriptOf } from './script-text.ts'

export const voteTwice: PlantedBug = {
  id: 'vote-twice',
  does: 'votes without looking whether it has voted in this term',
  seenIn: 'camunda/camunda#5356',
  breaks: ['one-vote-per-term', 'election-safety'],
  needs: 'two candidates in one term',
  deviation: { raft: { mayVoteFor: () => true } },
  shortest: 6,
  example: {
    nodes: 3,
    script: scriptOf(`
    n1 election
    n2 election
    n1>n3 request-vote
    n2>n3 request-vote
    `),
  },
}
