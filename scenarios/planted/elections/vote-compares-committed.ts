import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const voteComparesCommitted: PlantedBug = {
  id: 'vote-compares-committed',
  does: 'compares the candidate’s log with what it knows to be committed, not with the end of its own log',
  seenIn: 'a known mistake of student implementations: commitIndex for lastLogIndex',
  breaks: ['election-restriction', 'leader-completeness', 'state-machine-safety', 'linearizability'],
  needs: 'a voter that has an entry and has not heard yet that it is committed',
  deviation: {
    raft: { candidateUpToDate: (_own, candidate, commitIndex) => candidate.lastIndex >= commitIndex },
  },
  example: {
    nodes: 2,
    script: scriptOf(`
      n1 election
      n1>n2 request-vote
      n2>n1 vote granted
      n2 election
      n2>n1 request-vote
    `),
  },
}
