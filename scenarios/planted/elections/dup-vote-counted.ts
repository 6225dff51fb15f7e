import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const dupVoteCounted: PlantedBug = {
  id: 'dup-vote-counted',
  does: 'counts votes and not voters: a vote that arrives twice counts twice',
  seenIn: 'akka-raft (raft-45), and public implementations',
  breaks: ['election-safety', 'leader-completeness', 'state-machine-safety', 'linearizability'],
  needs: 'four servers or more, and a vote that arrives twice',
  deviation: { raft: { countVote: (votes, voter) => [...votes, voter] } },
  nodes: [4, 5, 6, 7],
  example: {
    nodes: 4,
    script: scriptOf(`
      n1 election
      n2 election
      n1>n3 request-vote
      n2>n4 request-vote
      n3>n1 vote granted
      n3>n1 vote granted again
      n4>n2 vote granted
      n4>n2 vote granted again
    `),
  },
}
