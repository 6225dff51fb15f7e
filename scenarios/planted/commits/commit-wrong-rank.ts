import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const commitWrongRank: PlantedBug = {
  id: 'commit-wrong-rank',
  does: 'commits what one follower beside the leader has, whatever the number of servers',
  seenIn: 'akka-raft (raft-42), where it was the most frequent matchIndex',
  breaks: ['committed-on-majority', 'state-machine-safety', 'linearizability'],
  needs: 'four servers or more',
  deviation: { raft: { copiesNeeded: () => 2 } },
  nodes: [4, 5, 6, 7],
  example: {
    nodes: 4,
    script: scriptOf(`
      n1 election
      n1>n2 request-vote
      n2>n1 vote granted
      n1>n3 request-vote
      n3>n1 vote granted (held)
      n1>n4 append entries+
      n4>n1 append-reply success
    `),
  },
}
