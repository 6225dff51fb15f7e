import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const voteNotRestored: PlantedBug = {
  id: 'vote-not-restored',
  does: 'reads its term from disk when it restarts, but not its vote',
  seenIn: 'seen in a public implementation',
  breaks: ['one-vote-per-term', 'election-safety'],
  needs: 'a voter that restarts between two candidates of one term',
  deviation: { raft: { restoredState: ({ currentTerm }) => ({ currentTerm, votedFor: null }) } },
  example: {
    nodes: 2,
    script: scriptOf(`
      n1 election
      n1 crash
      n2 election
      n1 restart
      n2>n1 request-vote
    `),
  },
}
