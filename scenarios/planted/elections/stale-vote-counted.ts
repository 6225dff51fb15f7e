import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const staleVoteCounted: PlantedBug = {
  id: 'stale-vote-counted',
  does: 'counts a vote that it was given in an earlier term',
  seenIn: 'xnnyygn/xraft#33, akka-raft (raft-46)',
  breaks: ['election-safety', 'leader-completeness', 'state-machine-safety', 'linearizability'],
  needs: 'a candidate that stands twice, and a vote that comes late',
  deviation: { raft: { isVoteFor: ({ granted }) => granted } },
  example: {
    nodes: 3,
    script: scriptOf(`
      n1 election
      n1>n2 request-vote
      n2 election
      n2>n3 request-vote
      n3>n2 vote granted
      n1 election
      n2>n1 vote granted
    `),
  },
}
