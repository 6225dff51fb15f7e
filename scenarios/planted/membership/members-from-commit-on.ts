import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const membersFromCommitOn: PlantedBug = {
  id: 'members-from-commit-on',
  does: 'goes by new members only once their entry is committed, and not from when it is in the log',
  seenIn: 'etcd-io/raft e6ce296 (campaigns while a committed change is not applied)',
  breaks: [
    'committed-on-majority',
    'leader-completeness',
    'state-machine-safety',
    'election-safety',
    'linearizability',
  ],
  needs: 'a change that the leader knows to be committed and others do not',
  settings: { membershipChange: 'single' },
  scenarios: ['changing-members'],
  deviation: { raft: { membershipInForce: (memberships, commitIndex) => memberships.at(commitIndex) } },
  example: {
    nodes: 3,
    script: scriptOf(`
    c0>n1 add n3 remove n1
    n2 election
    n2>n3 request-vote
    n3>n2 vote granted
    n2>n1 append entries+
    n1>n2 append-reply success
    c0>n2 retry
    n2>n1 append entries+
    n1>n2 append-reply success
    `),
  },
}
