import type { PlantedBug } from './planted-bug.ts'
import { scriptOf } from './script-text.ts'

export const localLeaderReads: PlantedBug = {
  id: 'local-leader-reads',
  does: 'answers reads from the leader’s own state without asking a majority whether it still leads',
  seenIn: 'etcd-io/etcd#741, RedisLabs/redisraft#19, deventlab/d-engine#381',
  breaks: ['linearizability'],
  needs: 'a leader that is cut off while another is elected, and a client that still asks it',
  deviation: { raft: { answersLocally: (kind) => kind === 'read' } },
  example: {
    nodes: 2,
    settings: { noop: false },
    script: scriptOf(`
    n1 election
    n1>n2 request-vote
    n2>n1 vote granted
    n1>n2 append entries-
    n2>n1 append-reply success
    c0>n1 write k1 1
    n1>n2 append entries+
    n2 election
    n2>n1 append-reply success
    n2>n1 request-vote
    n1>n2 vote granted
    c1>n2 read k1
    `),
  },
}
