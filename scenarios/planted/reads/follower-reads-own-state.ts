import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const followerReadsOwnState: PlantedBug = {
  id: 'follower-reads-own-state',
  does: 'answers reads at a follower from its own state, without asking the leader',
  seenIn: 'etcd-io/etcd#741',
  breaks: ['linearizability'],
  needs: 'a follower that has not heard yet what is committed',
  settings: { reads: 'read-index' },
  deviation: { raft: { asksLeader: () => false } },
  example: {
    nodes: 3,
    script: scriptOf(`
    n2 election
    n2>n3 request-vote
    n3>n2 vote granted
    n2>n3 append entries+
    n3>n2 append-reply success
    c0>n2 write k1 16
    n2>n3 append entries+
    n3>n2 append-reply success
    c0>n1 read k1
    `),
  },
}
