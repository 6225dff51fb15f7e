import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const membersKeptAfterTruncation: PlantedBug = {
  id: 'members-kept-after-truncation',
  does: 'goes on by a membership whose entry it has cut off',
  seenIn: '§6: a server uses the latest membership in its log, and no other',
  breaks: [
    'committed-on-majority',
    'leader-completeness',
    'state-machine-safety',
    'election-safety',
    'linearizability',
  ],
  needs: 'a change that was not committed and gives way to another leader’s entries',
  settings: { membershipChange: 'single' },
  scenarios: ['changing-members'],
  deviation: { raft: { revertsWhenCut: () => false } },
  example: {
    nodes: 4,
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
    c9>n1 remove n4
    n2 election
    n2>n3 request-vote
    n2>n4 request-vote
    n3>n2 vote granted
    n4>n2 vote granted
    n2>n1 append entries+
    n1>n2 append-reply success
    n2>n4 append entries+
    n4>n2 append-reply !success
    n2>n4 append entries+
    n4>n2 append-reply success
    c9>n2 remove n3
    n2>n4 append entries+
    n4>n2 append-reply success
    n1 election
    n1>n3 request-vote
    n3>n1 vote granted
    `),
  },
}
