import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const severalServersAtOnce: PlantedBug = {
  id: 'several-servers-at-once',
  does: 'changes several servers in one step, without a joint membership: a majority of the old and one of the new need not meet',
  seenIn: '§6, Figure 10; what joint consensus and changes of one server at a time are for',
  breaks: [
    'committed-on-majority',
    'leader-completeness',
    'state-machine-safety',
    'election-safety',
    'linearizability',
  ],
  needs: 'a change of two servers that only some have heard of',
  settings: { membershipChange: 'single' },
  scenarios: ['changing-members'],
  deviation: { raft: { isOneStep: () => true } },
  example: {
    nodes: 4,
    script: scriptOf(`
    n4 election
    n4>n2 request-vote
    n4>n3 request-vote
    n2>n4 vote granted
    n3>n4 vote granted
    n4>n1 append entries+
    n4>n2 append entries+
    n1>n4 append-reply success
    n2>n4 append-reply success
    c5>n4 remove n3
    n4>n1 append entries+
    n4>n2 append entries+
    n1 election
    n1>n2 request-vote
    n2>n1 vote granted
    n1>n2 append entries+
    n2>n1 append-reply success
    c5>n1 remove n2,n4
    n2 election
    n2>n4 request-vote
    n4>n2 vote granted
    `),
  },
}
