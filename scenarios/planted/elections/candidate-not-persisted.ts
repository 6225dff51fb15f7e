import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const candidateNotPersisted: PlantedBug = {
  id: 'candidate-not-persisted',
  does: 'writes votes for others to its disk, but not that it stands itself in a new term',
  seenIn: 'two public implementations',
  breaks: ['one-vote-per-term', 'election-safety', 'log-matching', 'committed-on-majority'],
  needs: 'a candidate that restarts and is asked in the same term by another',
  deviation: {
    raft: {
      stateToStore: ({ currentTerm, votedFor }, server) =>
        votedFor === server ? { currentTerm: currentTerm - 1, votedFor: null } : { currentTerm, votedFor },
    },
  },
  example: {
    nodes: 2,
    script: scriptOf(`
      n1 election
      n2 election
      n1 crash
      n1 restart
      n2>n1 request-vote
    `),
  },
}
