import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const voteClearedByLeader: PlantedBug = {
  id: 'vote-cleared-by-leader',
  does: 'forgets its vote whenever it hears a leader, of the same term too',
  seenIn: 'a known mistake of student implementations: votedFor is reset with each AppendEntries',
  breaks: ['one-vote-per-term', 'election-safety'],
  needs: 'a leader, and another candidate of its term',
  deviation: { raft: { freesVote: () => true } },
  example: {
    nodes: 2,
    script: scriptOf(`
      n1 election
      n1>n2 request-vote
      n2>n1 vote granted
      n1>n2 append entries+
    `),
  },
}
