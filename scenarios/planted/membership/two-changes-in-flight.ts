import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const twoChangesInFlight: PlantedBug = {
  id: 'two-changes-in-flight',
  does: 'begins a change of members while another one is not committed',
  seenIn: 'etcd-io/raft bd3c759, 477ebd8',
  breaks: [
    'committed-on-majority',
    'leader-completeness',
    'state-machine-safety',
    'election-safety',
    'linearizability',
  ],
  needs: 'two changes in a row that only some have heard of',
  settings: { membershipChange: 'single' },
  scenarios: ['changing-members'],
  deviation: { raft: { mayReconfigure: ({ commitTerm, currentTerm }) => commitTerm === currentTerm } },
  example: {
    nodes: 5,
    script: scriptOf(`
    n1 election
    n1>n2 request-vote
    n1>n3 request-vote
    n2>n1 vote granted
    n3>n1 vote granted
    n1>n2 append entries+
    n1>n3 append entries+
    n2>n1 append-reply success
    n3>n1 append-reply success
    c9>n1 remove n5
    c9>n1 remove n4
    n1>n2 append entries+
    n2>n1 append-reply success
    n3 election
    n3>n4 request-vote
    n3>n5 request-vote
    n4>n3 vote granted
    n5>n3 vote granted
    `),
  },
}
