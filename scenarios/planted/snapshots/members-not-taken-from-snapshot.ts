import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const membersNotTakenFromSnapshot: PlantedBug = {
  id: 'members-not-taken-from-snapshot',
  does: 'installs the state of a snapshot, and goes by the members that it knew before',
  seenIn: 'etcd-io/raft e515a67, where what a restore dropped was the joint membership',
  breaks: [
    'committed-on-majority',
    'leader-completeness',
    'state-machine-safety',
    'election-safety',
    'linearizability',
  ],
  needs: 'a follower that learns of a change of members by a snapshot',
  settings: { snapshotEvery: 2, trailing: 0 },
  scenarios: ['changing-members'],
  deviation: { raft: { membershipAfterSnapshot: (own) => own } },
  example: {
    nodes: 5,
    settings: { voters: 4, membershipChange: 'single' },
    script: scriptOf(`
    n3 election
    n3>n2 request-vote
    n2>n3 vote granted
    n3>n1 request-vote
    n1>n3 vote granted
    n3>n4 append entries+
    n4>n3 append-reply success
    n3>n1 append entries+
    n1>n3 append-reply success
    n3>n2 append entries+
    c5>n3 add n5
    n3>n5 append entries-
    n3>n1 append entries+
    n2>n3 append-reply success
    n3>n2 append entries+
    n1>n3 append-reply success
    n5>n3 append-reply !success
    n2>n3 append-reply success
    c5>n3 remove n4
    n3>n1 append entries+
    n3>n2 append entries+
    n2>n3 append-reply success
    n1>n3 append-reply success
    n3>n5 append entries+
    c5>n3 remove n2
    n3>n1 append entries+
    n5>n3 append-reply success
    n3>n5 append entries+
    n1 election
    n1>n5 request-vote
    n5>n1 vote granted
    n1>n5 append entries+
    n5>n1 append-reply success
    c5>n1 add n4
    n1>n4 append entries-
    n4>n1 append-reply !success
    n1>n5 append entries+
    n5>n1 append-reply success
    n1>n4 install-snapshot  done
    n4>n1 snapshot-reply installed
    n1>n4 append entries+
    n4>n1 append-reply success
    c5>n1 remove n5
    n1>n4 append entries+
    n4>n1 append-reply success
    c5>n1 learners n3
    n1>n4 append entries+
    n4>n1 append-reply success
    c5>n1 remove n1
    n1>n4 append entries+
    n4>n1 append-reply success
    n1>n4 append entries-
    n4 election
    n4>n3 append entries+
    n3>n4 append-reply !success
    n4>n3 install-snapshot  done
    n3 election
    n3>n5 request-vote
    n5>n3 vote granted
    `),
  },
}
