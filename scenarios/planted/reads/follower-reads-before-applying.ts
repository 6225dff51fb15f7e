import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const followerReadsBeforeApplying: PlantedBug = {
  id: 'follower-reads-before-applying',
  does: 'asks the leader how far a read must see, and answers before it has applied that much',
  seenIn: 'thesis §6.4; etcd-io/etcd#20418',
  breaks: ['linearizability'],
  needs: 'a follower that has not heard yet what is committed',
  settings: { reads: 'read-index' },
  deviation: { raft: { appliedEnough: (readIndex) => readIndex >= 0 } },
  example: {
    nodes: 3,
    settings: { noop: false, snapshotEvery: 1, trailing: 0 },
    script: scriptOf(`
    c0>n1 write k1 4
    n2 election
    n2>n1 request-vote
    n1>n2 vote granted
    n2>n1 append entries-
    n1>n2 append-reply success
    c0>n2 retry
    n2>n1 append entries+
    n1>n2 append-reply success
    n2>n3 append entries-
    c0>n3 read k1
    n3>n2 read-index
    n2>n3 append entries-
    n3>n2 append-reply !success
    n2>n3 read-index-reply
    `),
  },
}
