import type { PlantedBug } from './planted-bug.ts'
import { scriptOf } from './script-text.ts'

export const jointLeftBeforeCommit: PlantedBug = {
  id: 'joint-left-before-commit',
  does: 'goes over to the new members before the joint membership is committed by both majorities',
  seenIn: 'what joint consensus is for (§6, Figure 11)',
  breaks: [
    'leader-completeness',
    'state-machine-safety',
    'election-safety',
    'committed-on-majority',
    'linearizability',
  ],
  needs: 'a change that only some have heard of, and clusters that divide between old and new members',
  deviation: { raft: { mayLeaveJoint: () => true } },
  settings: { membershipChange: 'joint' },
  scenarios: ['changing-members'],
  example: {
    nodes: 5,
    settings: { membershipChange: 'joint', voters: 3 },
    script: scriptOf(`
      n1 election
      n1>n2 request-vote
      n2>n1 vote granted
      n1>n2 append entries+
      n2>n1 append-reply success
      c9>n1 add n4,n5 remove n2,n3
      n1>n4 append entries-
      n4>n1 append-reply !success
      n1>n4 append entries+
      n4>n1 append-reply success
      n2 election
      n2>n3 request-vote
      n3>n2 vote granted
    `),
  },
}
