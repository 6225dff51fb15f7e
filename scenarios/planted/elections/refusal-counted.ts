import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const refusalCounted: PlantedBug = {
  id: 'refusal-counted',
  does: 'counts each answer of its term as a vote, refusals too',
  seenIn: 'a known mistake of student implementations: voteGranted is not looked at',
  breaks: ['election-safety', 'leader-completeness', 'state-machine-safety', 'linearizability'],
  needs: 'two candidates in one term',
  deviation: { raft: { isVoteFor: ({ term }, currentTerm) => term === currentTerm } },
  example: {
    nodes: 2,
    script: scriptOf(`
      n1 election
      n2 election
      n1>n2 request-vote
      n2>n1 request-vote
      n2>n1 vote !granted
      n1>n2 vote !granted
    `),
  },
}
