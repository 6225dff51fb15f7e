import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const jointOldMajorityOnly: PlantedBug = {
  id: 'joint-old-majority-only',
  does: 'decides by a majority of the old voters alone while the joint membership is in force',
  seenIn: 'what joint consensus is for (§6, Figure 11)',
  breaks: [
    'committed-on-majority',
    'leader-completeness',
    'state-machine-safety',
    'election-safety',
    'linearizability',
  ],
  needs: 'a server that still has the joint membership when others have left it',
  settings: { membershipChange: 'joint' },
  scenarios: ['changing-members'],
  deviation: {
    raft: {
      decides: (voters, quorum, outgoing, outgoingQuorum) =>
        outgoingQuorum > 0 ? outgoing >= outgoingQuorum : voters >= quorum,
    },
  },
  example: {
    nodes: 3,
    script: scriptOf(`
    n3 election
    n3>n2 request-vote
    n2>n3 vote granted
    n3>n2 append entries+
    n2>n3 append-reply success
    c5>n3 remove n3
    n3>n2 append entries+
    n2>n3 append-reply success
    `),
  },
}
