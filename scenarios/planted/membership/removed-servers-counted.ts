import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const removedServersCounted: PlantedBug = {
  id: 'removed-servers-counted',
  does: 'goes on counting the copies of servers that have left',
  seenIn: 'RedisLabs/redisraft#17, #28, where a change at an isolated leader lost writes',
  breaks: [
    'committed-on-majority',
    'leader-completeness',
    'state-machine-safety',
    'election-safety',
    'linearizability',
  ],
  needs: 'a server that leaves and is quicker than the others',
  scenarios: ['changing-members'],
  deviation: {
    raft: {
      countsAsVoter: ({ voters, outgoing, learners }, node) =>
        voters.includes(node) || !(outgoing.includes(node) || learners.includes(node)),
    },
  },
  example: {
    nodes: 2,
    script: scriptOf(`
    n1 election
    n1>n2 request-vote
    n2>n1 vote granted
    n1>n2 append entries+
    n2>n1 append-reply success
    c0>n1 remove n3,n1
    n1>n2 append entries+
    n2>n1 append-reply success
    `),
  },
}
