import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const jointNewMajorityOnly: PlantedBug = {
  id: 'joint-new-majority-only',
  does: 'decides by a majority of the new voters alone while the joint membership is in force',
  seenIn: 'what joint consensus is for (§6, Figure 11)',
  breaks: [
    'committed-on-majority',
    'leader-completeness',
    'state-machine-safety',
    'election-safety',
    'linearizability',
  ],
  needs: 'a change of several servers that only some have heard of',
  settings: { membershipChange: 'joint' },
  scenarios: ['changing-members'],
  deviation: { raft: { decides: (voters, quorum) => voters >= quorum } },
  example: {
    nodes: 4,
    script: scriptOf(`
    n1 election
    n1>n4 request-vote
    n1>n2 request-vote
    n4>n1 vote granted
    n2>n1 vote granted
    n1>n4 append entries+
    n1>n3 append entries+
    n3>n1 append-reply success
    n4>n1 append-reply success
    c1>n1 write k1 2
    c5>n1 remove n4
    n1>n3 append entries+
    n3>n1 append-reply success
    `),
  },
}
