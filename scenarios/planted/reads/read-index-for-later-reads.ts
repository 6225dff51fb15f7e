import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const readIndexForLaterReads: PlantedBug = {
  id: 'read-index-for-later-reads',
  does: 'answers all reads that wait at a follower by the answer to the first, also those that came after the leader was asked',
  seenIn: 'thesis §6.4; contexts of reads that are used again',
  breaks: ['linearizability'],
  needs: 'two reads at a follower with a write between them',
  settings: { reads: 'read-index' },
  scenarios: ['lease-reads'],
  deviation: { raft: { readsServed: (reads) => [...reads.values()] } },
  example: {
    nodes: 3,
    script: scriptOf(`
    n1 election
    n1>n2 request-vote
    n2>n1 vote granted
    n1>n2 append entries+
    n2>n1 append-reply success
    n1 heartbeat
    n1>n2 append entries-
    c0>n2 read k1
    n2>n1 read-index
    n1>n3 append entries+
    n3>n1 append-reply success
    c1>n1 write k1 1
    n1>n3 append entries+
    n1>n3 append entries+
    n3>n1 append-reply success
    n3>n1 append-reply success
    c2>n2 read k1
    n1>n2 read-index-reply
    `),
  },
}
