import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const ownVoteCountedTwice: PlantedBug = {
  id: 'own-vote-counted-twice',
  does: 'counts its own vote when it stands, and again as the vote of a server',
  seenIn: 'a known mistake of student implementations: votes begin at 1, and the candidate asks itself, too',
  breaks: ['election-safety', 'leader-completeness', 'state-machine-safety', 'linearizability'],
  needs: 'two candidates in one term',
  deviation: {
    raft: {
      countVote: (votes, voter, candidate) =>
        voter === candidate ? [...votes, voter, voter] : [...votes, voter],
    },
  },
  nodes: [3, 4, 5],
  example: {
    nodes: 2,
    script: scriptOf(`
      n1 election
      n2 election
    `),
  },
}
