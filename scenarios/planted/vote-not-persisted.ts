import type { PlantedBug } from './planted-bug.ts'
import { scriptOf } from './script-text.ts'

export const voteNotPersisted: PlantedBug = {
  id: 'vote-not-persisted',
  does: 'keeps its vote in memory only, so a restart forgets it',
  seenIn: 'akka-raft (raft-62), tikv/tikv#8381, NodeDB-Lab/nodedb#165',
  breaks: ['one-vote-per-term', 'election-safety'],
  needs: 'a voter that restarts between two candidates of one term',
  deviation: { raft: { stateToStore: ({ currentTerm }) => ({ currentTerm, votedFor: null }) } },
  shortest: 7,
  example: {
    nodes: 3,
    script: scriptOf(`
    n1 election
    n2 election
    n1 crash
    n1 restart
    n2>n1 request-vote
    `),
  },
}
