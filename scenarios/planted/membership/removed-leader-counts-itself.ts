import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const removedLeaderCountsItself: PlantedBug = {
  id: 'removed-leader-counts-itself',
  does: 'counts itself to the majority as a leader, though the members are without it',
  seenIn: '§6: a leader that is not a member counts majorities without itself (thesis §4.2.2)',
  breaks: [
    'committed-on-majority',
    'leader-completeness',
    'state-machine-safety',
    'election-safety',
    'linearizability',
  ],
  needs: 'a leader that removes itself',
  scenarios: ['changing-members'],
  deviation: { raft: { countsAsVoter: ({ voters }, node, self) => voters.includes(node) || node === self } },
  example: {
    nodes: 2,
    script: scriptOf(`
    c3>n2 add n1 remove n2
    n1 election
    n1>n2 request-vote
    n2>n1 vote granted
    n1>n2 append entries+
    n2>n1 append-reply success
    c3>n1 retry
    n1>n2 append entries+
    n2>n1 append-reply success
    c3>n1 add n2 remove n1
    `),
  },
}
