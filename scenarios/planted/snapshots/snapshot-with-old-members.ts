import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const snapshotWithOldMembers: PlantedBug = {
  id: 'snapshot-with-old-members',
  does: 'names in a snapshot the members of before, and not those in force at its end',
  seenIn: 'matrixorigin/matrixone#23383 (dragonboat); etcd-io/raft a424e5b',
  breaks: [
    'committed-on-majority',
    'leader-completeness',
    'state-machine-safety',
    'election-safety',
    'linearizability',
  ],
  needs: 'a change of members that a snapshot replaces, and servers that start from it',
  settings: { snapshotEvery: 2, trailing: 0 },
  scenarios: ['changing-members'],
  deviation: { raft: { snapshotMembership: (memberships) => memberships.at(0) } },
  example: {
    nodes: 4,
    settings: { noop: false, preVote: true, membershipChange: 'single' },
    script: scriptOf(`
    n3 election
    n3>n2 pre-vote
    n3>n1 pre-vote
    n2>n3 pre-vote-reply granted
    n1>n3 pre-vote-reply granted
    n3>n4 request-vote
    n3>n2 request-vote
    n4>n3 vote granted
    n2>n3 vote granted
    c0>n3 cas k1 null->1
    n3 heartbeat
    n3>n4 append entries+
    n3>n2 append entries+
    n4>n3 append-reply success
    n2>n3 append-reply success
    c3>n3 remove n3
    n3>n2 append entries+
    n3>n4 append entries+
    n4 election
    n4>n1 pre-vote
    n2 election
    n2>n4 pre-vote
    n4>n2 pre-vote-reply granted
    n2>n4 request-vote
    n4>n2 vote granted
    n2>n4 append entries-
    n4>n2 append-reply success
    c0>n2 cas k1 1->2
    n2>n4 append entries+
    n4>n2 append-reply success
    c3>n2 remove n1
    n2>n4 append entries+
    n4>n2 append-reply success
    c0>n1 read k2
    c0>n2 retry (held)
    n2>n4 append entries+
    c3>n2 remove n4
    n2>n4 append entries+
    n1 election
    c0>n2 read k1 (held)
    n2>n4 append entries+
    n2 crash
    n2 restart
    n2 election (held)
    n2 election (held)
    n2 election
    n4 crash
    c0>n2 retry
    n4 restart
    n1>n2 pre-vote
    n2>n1 pre-vote-reply !granted
    n4 election
    n4>n1 pre-vote
    n1>n4 pre-vote-reply !granted
    n4 election
    n4>n1 pre-vote
    n1>n4 pre-vote-reply granted#e3ad4d5a
    n4>n1 request-vote
    n1>n4 vote granted
    `),
  },
}
