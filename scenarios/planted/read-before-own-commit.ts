import type { PlantedBug } from './planted-bug.ts'
import { scriptOf } from './script-text.ts'

export const readBeforeOwnCommit: PlantedBug = {
  id: 'read-before-own-commit',
  does: 'answers reads before the leader has committed an entry of its own term, so it may not know what was committed',
  seenIn: 'etcd-io/raft 3189a66, RedisLabs/redisraft#22, redpanda-data/redpanda#5025',
  breaks: ['linearizability'],
  needs:
    'a leader that commits and is followed by one that has the entry and does not know that it is committed',
  deviation: { raft: { knowsCommitted: () => true } },
  settings: { reads: 'read-index' },
  example: {
    nodes: 3,
    settings: { reads: 'read-index' },
    script: scriptOf(`
    n1 election
    n1>n2 request-vote
    n2>n1 vote granted
    n1>n3 append entries+
    n3>n1 append-reply success
    c0>n1 write k1 1
    n1>n3 append entries+
    n3>n1 append-reply success
    n3 election
    n3>n2 request-vote
    n2>n3 vote granted
    c1>n3 read k1
    n3>n2 append entries-
    n2>n3 append-reply success
    `),
  },
}
